// What a worker might send, as one stream of bytes: an honest one, whose plugin says anything,
// until an input makes it lie.
#pragma once

#include <string>
#include <vector>

#include "input.h"
#include "series/catalog.h"
#include "series/created_ledger.h"
#include "series/native_ledger.h"
#include "worker/wire/encoder.h"

namespace weir::fuzz {

class Talk {
 public:
  explicit Talk(const series::Limits& limits);

  // All that the input makes it say, from hello on.
  std::string Say(Input& input);
  // Whether nothing in it was a lie.
  bool honest() const { return honest_; }

 private:
  void Act(Input& input);
  void AddFamily(Input& input);
  void AddSeries(Input& input);
  void DropSeries(Input& input);
  void PushSeries(Input& input);
  void PushMany(Input& input);
  void AddExemplar(Input& input);
  void AddNative(Input& input);
  void AddCreated(Input& input);
  void Log(Input& input);
  void End(Input& input);
  void Repeat(uint64_t times);

  // Moves what was encoded to the stream, now and then with a lie in it.
  void Send(Input& input);

  series::Catalog catalog_;
  series::NativeLedger natives_;
  series::CreatedLedger created_;
  std::vector<std::pair<series::FamilyId, series::Family>> families_;
  std::vector<std::pair<series::Slot, series::FamilyId>> series_;  // that were added, ever
  bool collecting_ = false;
  bool over_ = false;
  bool honest_ = true;
  wire::Encoder encoder_;
  std::string stream_;
};

}  // namespace weir::fuzz

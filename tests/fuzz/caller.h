// A plugin that an input drives: it says anything to a recorder, and a book keeps what was taken.
#pragma once

#include <string>
#include <vector>

#include "book.h"
#include "input.h"
#include "series/recorder.h"

namespace weir::fuzz {

class Caller {
 public:
  explicit Caller(series::Recorder::Options options);

  // One call of the plugin, or the end of its transaction.
  void Act(Input& input);
  void Commit();

  // As of the last Commit; without any, nothing.
  const series::Snapshot& snapshot() const { return snapshot_; }
  const Book& book() const { return book_; }

 private:
  void AddFamily(Input& input);
  void AddSeries(Input& input);
  void DropSeries(Input& input);
  void PushSeries(Input& input);
  void PushAnything(Input& input);
  void AddExemplar(Input& input);
  void End(Input& input);

  void Push(const std::vector<series::Slot>& slots, const std::vector<double>& values,
            const std::vector<int64_t>& timestamps_ms);
  // One that there is, one that there was, or none at all.
  series::Slot AnySlot(Input& input) const;

  series::Recorder recorder_;
  Book book_;
  series::Snapshot snapshot_;
  std::vector<series::Slot> firsts_;  // that were ever given out
};

}  // namespace weir::fuzz

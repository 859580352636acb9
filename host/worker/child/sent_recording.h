// What the plugin says, on its way to the host: definitions are checked and sent as they come,
// values are gathered by slot and sent when the collection has succeeded.  It answers as the host's
// own recorder would, from the same catalog; the host repeats the calls that were accepted.  One
// thread at a time.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "series/catalog.h"
#include "series/recorder.h"
#include "series/recording.h"
#include "worker/child/outbox.h"
#include "worker/wire/values.h"

namespace weir::child {

class SentRecording : public series::Recording {
 public:
  struct Options {
    series::Limits limits;
    bool honor_timestamps = false;
    bool created_timestamps = false;
  };
  SentRecording(const Options& options, Outbox& outbox);

  // Begins a transaction; all below belongs to it until Commit or Rollback.
  void Begin();

  tl::expected<series::FamilyId, series::Refusal> AddFamily(series::Family family) override;
  tl::expected<series::Slot, series::Refusal> AddSeries(
      series::FamilyId family, std::span<const std::string_view> values) override;
  void DropSeries(series::Slot first) override;
  void Push(const series::Slot* slots, const double* values, const int64_t* timestamps_ms,
            size_t count) override;
  void AddExemplar(series::Slot slot, double value, int64_t timestamp_ms,
                   std::span<const std::string_view> names,
                   std::span<const std::string_view> values) override;
  series::NativeAnswer AddNative(series::Slot first,
                                 std::optional<series::NativeHistogram> native) override;
  void PushCreated(const series::Slot* firsts, const int64_t* created_ms, size_t count) override;

  // Sends the values of all slots that were pushed and are still there, and what is attached.
  void SendValues();
  void Commit() { catalog_.Commit(); }
  void Rollback();

  // Of the transaction.
  const series::RefusalCounts& refused() const { return refused_; }
  const series::DropCounts& dropped() const { return dropped_; }
  const std::string& last_refusal() const { return last_refusal_; }

 private:
  template <class Put>
  void Send(Put&& put);
  tl::unexpected<series::Refusal> Refuse(series::Refusal refusal);
  bool Known(series::Slot slot) const {
    return slot < catalog_.kinds().size() && catalog_.kinds()[slot] != series::SlotKind::kFree;
  }
  bool HostHas() const;
  void SendRuns();
  void SendRuns(std::vector<wire::Run>& runs);
  size_t FindPushed(uint8_t pushed, size_t from) const;
  wire::Run RunOf(series::Slot first, size_t count) const;
  void SendCreated(const std::vector<int64_t>& by_slot);
  void PushTimestamps(const series::Slot* slots, const int64_t* timestamps_ms, size_t count);

  const Options options_;
  Outbox& outbox_;
  series::Catalog catalog_;
  std::vector<double> values_;   // [slot]
  std::vector<uint8_t> pushed_;  // [slot]: 1 if it was and still is there
  // What the host has: the values before the transaction, of the slots that were pushed then, if it
  // has got just these; and whether one of them, or a definition, is another now.
  bool host_is_plain_ = false;
  std::vector<uint8_t> pushed_before_;  // [slot]
  bool differs_ = false;
  bool has_exemplars_ = false;
  std::vector<int64_t> timestamps_;  // [slot]; empty if there are none at all
  series::NativeLedger natives_;
  series::CreatedLedger created_;
  series::DropCounts dropped_{};
  series::RefusalCounts refused_{};
  std::string last_refusal_;
};

}  // namespace weir::child

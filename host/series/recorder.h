// What one collector's plugin says, recorded: definitions and values go in as calls (from the ABI
// in process, from a worker's frames), and a finished transaction comes out as a Snapshot.  The
// calls are checked here, whoever makes them.  One thread at a time; snapshots may be read by any.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>

#include "series/catalog.h"
#include "series/created_ledger.h"
#include "series/label_text.h"
#include "series/native_ledger.h"
#include "series/recording.h"
#include "series/sample_pool.h"
#include "series/samples.h"
#include "series/table.h"

namespace weir::series {

// What a collector shows: which series there are, and their values.
struct Snapshot {
  std::shared_ptr<const Table> table;
  std::shared_ptr<const Samples> samples;
};

using RefusalCounts = std::array<uint64_t, kRefusedReasons>;

class Recorder : public Recording {
 public:
  struct Options {
    Limits limits;
    ExtraLabels labels;
    Author author = Author::kPlugin;
    bool honor_timestamps = false;
    bool created_timestamps = false;
  };
  explicit Recorder(Options options);

  // Begins a transaction; all below belongs to it until Commit or Rollback.
  void Begin();

  tl::expected<FamilyId, Refusal> AddFamily(Family family) override;
  tl::expected<Slot, Refusal> AddSeries(FamilyId family,
                                        std::span<const std::string_view> values) override;
  void DropSeries(Slot first) override;
  void Push(const Slot* slots, const double* values, const int64_t* timestamps_ms,
            size_t count) override;
  // The same without timestamps for consecutive slots.  False: one of them is not known, and
  // nothing is kept.
  bool PushRun(Slot first, std::span<const double> values);
  // Instead of all values: they are what they were at the last Commit.  False: there was none, or
  // series have come or gone since.
  bool PushSame();
  void AddExemplar(Slot slot, double value, int64_t timestamp_ms,
                   std::span<const std::string_view> names,
                   std::span<const std::string_view> values) override;
  NativeAnswer AddNative(Slot first, std::optional<NativeHistogram> native) override;
  void PushCreated(const Slot* firsts, const int64_t* created_ms, size_t count) override;

  // Everything since Begin takes effect.
  Snapshot Commit();
  // Definitions take effect, values do not: a call that succeeded too late.
  void CommitDefinitions();
  void Rollback();

  // Of the last finished transaction.
  const DropCounts& dropped() const { return dropped_; }
  const RefusalCounts& refused() const { return refused_; }
  const std::string& last_refusal() const { return last_refusal_; }
  // The lines that all known series would make.
  size_t lines() const { return catalog_.lines(); }

 private:
  tl::unexpected<Refusal> Refuse(Refusal refusal);
  void GrowSamples();
  void PushTimestamps(const Slot* slots, const int64_t* timestamps_ms, size_t count);
  void ApplyChange();
  bool AllowsExemplar(Slot slot) const;
  bool Repeats() const;
  Snapshot Repeat();

  const Options options_;
  Catalog catalog_;
  std::vector<LabelWriter> writers_;  // [family id - 1]
  TableBuilder builder_;
  TableChange change_;
  std::shared_ptr<const Table> table_;
  SamplePool pool_;
  std::shared_ptr<Samples> samples_;     // of the running transaction
  bool same_ = false;                    // as last_
  std::shared_ptr<const Samples> last_;  // committed, with the series that there are; or nullptr
  DropCounts last_judged_{};             // what was dropped of it
  std::unordered_map<Slot, size_t> exemplar_of_;  // index into its exemplars, sorted at its end
  NativeLedger natives_;
  CreatedLedger created_;
  DropCounts dropped_{};
  RefusalCounts refused_{};
  std::string last_refusal_;
};

}  // namespace weir::series

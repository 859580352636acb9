// A recorder within a transaction, with short ways to say things to it.
#pragma once

#include <string_view>
#include <vector>

#include "series/recorder.h"

namespace weir::series {

class Recorded {
 public:
  explicit Recorded(Recorder::Options options = {}) : recorder_(std::move(options)) {
    recorder_.Begin();
  }

  void Begin() { recorder_.Begin(); }
  Snapshot Commit() { return recorder_.Commit(); }
  void CommitDefinitions() { recorder_.CommitDefinitions(); }
  void Rollback() { recorder_.Rollback(); }

  // The first slot of a series of that family; both are added if they are new.
  Slot Add(const Family& family, const std::vector<std::string_view>& values = {}) {
    return recorder_.AddSeries(recorder_.AddFamily(family).value(), values).value();
  }
  void Push(Slot slot, double value) { recorder_.Push(&slot, &value, nullptr, 1); }
  void Push(Slot slot, double value, int64_t timestamp_ms) {
    recorder_.Push(&slot, &value, &timestamp_ms, 1);
  }
  void PushAll(Slot first, const std::vector<double>& values) {
    for (size_t i = 0; i < values.size(); ++i) Push(first + static_cast<Slot>(i), values[i]);
  }

  const DropCounts& dropped() const { return recorder_.dropped(); }
  uint64_t dropped(Dropped reason) const {
    return recorder_.dropped()[static_cast<size_t>(reason)];
  }
  Recorder& recorder() { return recorder_; }

 private:
  Recorder recorder_;
};

}  // namespace weir::series

// The values of one collection: runs of consecutive slots, exemplars, native histograms, and
// since when series have been counting.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string_view>
#include <vector>

#include "error/result.h"
#include "series/family.h"
#include "series/native_ledger.h"
#include "worker/wire/encoder.h"

namespace weir::wire {

// Consecutive slots.
struct Run {
  series::Slot first = 0;
  std::span<const double> values;
  std::span<const int64_t> timestamps_ms;  // as many, or none
};

// Appends the runs in as few frames as they fit into; those with timestamps travel apart.
class RunWriter {
 public:
  explicit RunWriter(Encoder& encoder) : encoder_(encoder) {}
  ~RunWriter() { Flush(); }
  RunWriter(const RunWriter&) = delete;
  RunWriter& operator=(const RunWriter&) = delete;

  void Add(const Run& run);
  void Flush();

 private:
  void AddPart(const Run& run);

  Encoder& encoder_;
  std::string payload_;
  Type type_ = Type::kValues;
};

// Gives each run of a frame kValues or kTimedValues; the spans are valid during the call.
class RunReader {
 public:
  using Take = std::function<Result<void>(const Run&)>;
  Result<void> Read(const Frame& frame, const Take& take);

 private:
  std::vector<double> values_;  // aligned, which a payload is not
  std::vector<int64_t> timestamps_;
};

void AddSameValues(Encoder& encoder);

struct Exemplar {
  series::Slot slot = 0;
  double value = 0;
  int64_t timestamp_ms = 0;
  std::vector<std::string_view> names, values;  // borrowed
};
bool AddExemplar(Encoder& encoder, const Exemplar& exemplar);
Result<Exemplar> ReadExemplar(std::string_view payload);

bool AddNative(Encoder& encoder, const series::AttachedNative& native);
Result<series::AttachedNative> ReadNative(std::string_view payload);

struct Created {
  series::Slot first = 0;  // of the series
  int64_t ms = 0;
};
// In as few frames as they fit into.
void AddCreated(Encoder& encoder, std::span<const Created> created);
Result<std::vector<Created>> ReadCreated(std::string_view payload);

}  // namespace weir::wire

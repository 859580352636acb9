// What every server of the benchmarks shows: N series in 100 families of 4 labels, half of them
// gauges, half counters, about 86 bytes a line, with values of 16 to 17 digits that are all
// different at every collection.  The plugin, the peer, the client and the encoder's benchmark
// share it, so the client knows each byte that is to come.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace weir::bench {

inline constexpr size_t kLabels = 4;
inline constexpr std::array<std::string_view, kLabels> kLabelNames = {"cell", "host", "port",
                                                                      "zone"};
inline constexpr std::string_view kNamePrefix = "bench_flow_g";

// Stands in that label before the collection's number.
inline constexpr char kReborn = 'r';

class Workload {
 public:
  // series: at least 1; fewer families where there are fewer series.
  explicit Workload(size_t series);

  size_t series() const { return series_; }
  size_t families() const { return families_; }
  // The first series of a family; FirstOf(families()) is series().
  size_t FirstOf(size_t family) const;

  static bool IsCounter(size_t family) { return family % 2 == 1; }
  static std::string NameOf(size_t family);
  static std::string HelpOf(size_t family);
  // Of the index-th series of any family.
  static std::array<std::string, kLabels> LabelsOf(size_t index);

  // The last of these labels of a series that took the place of another, in that collection.
  static std::string RebornLabel(size_t index, uint64_t generation);

  // `name{cell="...",...}`: a line up to its value's blank.
  std::string Prefix(size_t series) const;
  size_t FamilyOf(size_t series) const;

 private:
  size_t series_;
  size_t families_;
};

// The value of a series in one collection: 1 to 65536, 52 random bits, a few instructions.
inline double ValueOf(size_t series, uint64_t generation) {
  uint64_t bits = (series + 1) * 0x9E3779B97F4A7C15U + generation * 0xD1B54A32D192ED03U;
  bits = (bits ^ (bits >> 32)) * 0xD6E8FEB86659FD93U;
  bits ^= bits >> 32;
  return std::bit_cast<double>(((1023 + (series & 15)) << 52) | (bits >> 12));
}

}  // namespace weir::bench

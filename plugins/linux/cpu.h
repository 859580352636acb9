// The CPU lines of /proc/stat: what each CPU has spent its time with.
#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "cpu_sysfs.h"
#include "cpu_throttle.h"
#include "group.h"
#include "row_table.h"

namespace weir::linux_plugin {

// One CPU's line.  Kernels before 2.6.33 wrote fewer columns; what they lack is 0.
struct CpuTimes {
  // user, nice, system, idle, iowait, irq, softirq, steal, guest, guest_nice (proc(5)).
  static constexpr size_t kColumns = 10;
  static constexpr size_t kModes = 8;  // the rest is time of guests, also counted in user and nice
  static constexpr size_t kIdle = 3;

  std::string_view id;  // "12" of "cpu12"
  std::array<uint64_t, kColumns> ticks = {};
};

// "cpu12 10132153 290696 3084719 46828483"; false if the line is not of one CPU or has no number.
bool ParseCpuLine(std::string_view line, CpuTimes* times);

// Whether the line is of one CPU: "cpu0 ...", not "cpu  ..." of all of them.
bool IsCpuLine(std::string_view line);

// Brings `shown` up to `now`.  A column never falls, as rounding in the kernel can make idle and
// iowait do; but when idle falls by three seconds or more, the CPU was replugged and all columns
// begin anew.
void Advance(const std::array<uint64_t, CpuTimes::kColumns>& now, uint64_t ticks_per_second,
             std::array<uint64_t, CpuTimes::kColumns>* shown);

class CpuGroup final : public Group {
 public:
  explicit CpuGroup(const Setup& setup);

  void Describe(Registry& registry) override;
  void Collect(const Round& round) override;
  void Forget() override;

 private:
  struct Row {
    bool known = false;
    std::array<uint64_t, CpuTimes::kColumns> ticks = {};
    std::array<Slot, CpuTimes::kColumns> slots = {};
  };

  // True if the CPUs that are online are others than last time.
  bool CollectTimes(const Round& round);
  void Add(std::string_view id, Row* row);
  void Drop(const Row& row);

  std::shared_ptr<SharedFile> stat_;
  uint64_t ticks_per_second_;
  bool show_guest_;
  Family seconds_;
  Family guest_seconds_;
  RowTable<Row> rows_;
  CpuSysfs sysfs_;
  CpuThrottle throttle_;
};

}  // namespace weir::linux_plugin

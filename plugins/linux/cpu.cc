#include "cpu.h"

#include <unistd.h>

#include "scan.h"

namespace weir::linux_plugin {
namespace {

constexpr const char* kModeNames[CpuTimes::kColumns] = {
    "user", "nice", "system", "idle", "iowait", "irq", "softirq", "steal", "user", "nice"};

constexpr uint64_t kReplugSeconds = 3;

uint64_t TicksPerSecond() {
  long ticks = sysconf(_SC_CLK_TCK);
  return ticks > 0 ? static_cast<uint64_t>(ticks) : 100;
}

}  // namespace

bool IsCpuLine(std::string_view line) {
  return line.size() > 3 && line.compare(0, 3, "cpu") == 0 && line[3] >= '0' && line[3] <= '9';
}

bool ParseCpuLine(std::string_view line, CpuTimes* times) {
  if (!IsCpuLine(line)) return false;
  times->id = NextWord(&line).substr(3);
  uint64_t number;
  if (!ParseNumber(times->id, &number)) return false;
  times->ticks.fill(0);
  size_t found = NextNumbers(&line, times->ticks.data(), CpuTimes::kColumns);
  return found == CpuTimes::kColumns || (found != 0 && AtEnd(line));
}

void Advance(const std::array<uint64_t, CpuTimes::kColumns>& now, uint64_t ticks_per_second,
             std::array<uint64_t, CpuTimes::kColumns>* shown) {
  uint64_t idle = (*shown)[CpuTimes::kIdle];
  uint64_t idle_now = now[CpuTimes::kIdle];
  if (idle_now < idle && idle - idle_now >= kReplugSeconds * ticks_per_second) {
    *shown = now;
    return;
  }
  for (size_t i = 0; i < CpuTimes::kColumns; ++i) {
    if (now[i] > (*shown)[i]) (*shown)[i] = now[i];
  }
}

CpuGroup::CpuGroup(const Setup& setup)
    : stat_(setup.stat),
      ticks_per_second_(TicksPerSecond()),
      show_guest_(setup.config.Get("/cpu/guest", true)),
      sysfs_(setup.roots.sysfs),
      throttle_(setup.roots.sysfs) {}

void CpuGroup::Describe(Registry& registry) {
  seconds_ =
      registry.Counter("node_cpu_seconds_total",
                       "Time that each CPU has spent in each mode since boot.", {"cpu", "mode"});
  if (show_guest_) {
    guest_seconds_ = registry.Counter(
        "node_cpu_guest_seconds_total",
        "Time that each CPU has spent in virtual machines; also part of modes user and nice.",
        {"cpu", "mode"});
  }
  sysfs_.Describe(registry);
  throttle_.Describe(registry);
}

void CpuGroup::Collect(const Round& round) {
  bool other_cpus = CollectTimes(round);
  if (sysfs_.Collect(round.sink, other_cpus)) throttle_.Find(sysfs_.present());
  throttle_.Collect(round.sink);
}

bool CpuGroup::CollectTimes(const Round& round) {
  std::optional<std::string_view> text = stat_->Read(round.number);
  if (!text) {
    ReportUnreadable(round.sink, stat_->file());
    return false;
  }
  bool other_cpus = false;
  std::string_view malformed;
  std::string_view rest = *text;
  rows_.Begin();
  for (std::string_view line; NextLine(&rest, &line) && line.compare(0, 3, "cpu") == 0;) {
    if (!IsCpuLine(line)) continue;
    CpuTimes times;
    if (!ParseCpuLine(line, &times)) {
      malformed = line;
      continue;
    }
    Row* row = rows_.Find(times.id);
    if (row == nullptr) continue;
    if (!row->known) {
      Add(times.id, row);
      other_cpus = true;
    }
    Advance(times.ticks, ticks_per_second_, &row->ticks);
    for (size_t i = 0; i < CpuTimes::kColumns; ++i) {
      round.sink.Push(row->slots[i],
                      static_cast<double>(row->ticks[i]) / static_cast<double>(ticks_per_second_));
    }
  }
  rows_.Sweep([&](const Row& row) {
    Drop(row);
    other_cpus = true;
  });
  if (!malformed.empty()) {
    ReportMalformed(round.sink, stat_->file(), malformed);
  } else if (rows_.size() == 0) {
    ReportEmpty(round.sink, stat_->file());
  }
  return other_cpus;
}

void CpuGroup::Add(std::string_view id, Row* row) {
  for (size_t i = 0; i < CpuTimes::kColumns; ++i) {
    bool is_guest = i >= CpuTimes::kModes;
    if (is_guest && !show_guest_) break;
    row->slots[i] = (is_guest ? guest_seconds_ : seconds_).Add({id, kModeNames[i]});
  }
  row->known = true;
}

void CpuGroup::Drop(const Row& row) {
  for (size_t i = 0; i < CpuTimes::kColumns; ++i) {
    (i < CpuTimes::kModes ? seconds_ : guest_seconds_).Drop(row.slots[i]);
  }
}

void CpuGroup::Forget() {
  rows_.Clear();
  sysfs_.Forget();
  throttle_.Forget();
}

}  // namespace weir::linux_plugin

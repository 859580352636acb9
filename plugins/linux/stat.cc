#include "stat.h"

#include "scan.h"

namespace weir::linux_plugin {
namespace {

struct StatField {
  std::string_view key;
  bool is_counter;
  const char* name;
  const char* help;
};

constexpr StatField kStatFields[KernelCounters::kCount] = {
    {"intr", true, "node_intr_total", "Interrupts served since boot, of all kinds."},
    {"ctxt", true, "node_context_switches_total", "Context switches since boot, on all CPUs."},
    {"btime", false, "node_boot_time_seconds", "When the system was booted, as Unix time."},
    {"processes", true, "node_forks_total", "Processes and threads created since boot."},
    {"procs_running", false, "node_procs_running", "Tasks that run or wait for a CPU."},
    {"procs_blocked", false, "node_procs_blocked", "Tasks that wait for I/O to complete."},
};

// Index of the field that a line is about; kCount if it is none.
size_t FieldOf(std::string_view key) {
  size_t index = 0;
  while (index < KernelCounters::kCount && kStatFields[index].key != key) ++index;
  return index;
}

}  // namespace

KernelCounters ParseKernelCounters(std::string_view text, std::string_view* malformed) {
  KernelCounters counters;
  for (std::string_view line; NextLine(&text, &line);) {
    std::string_view rest = line;
    size_t field = FieldOf(NextWord(&rest));
    if (field == KernelCounters::kCount) continue;
    counters.present[field] = NextNumber(&rest, &counters.values[field]);
    if (counters.present[field]) ++counters.found;
    if (!counters.present[field] && malformed->empty()) *malformed = line;
  }
  return counters;
}

void StatGroup::Describe(Registry& registry) {
  for (size_t i = 0; i < KernelCounters::kCount; ++i) {
    const StatField& field = kStatFields[i];
    Family family = field.is_counter ? registry.Counter(field.name, field.help)
                                     : registry.Gauge(field.name, field.help);
    slots_[i] = family.Add();
  }
}

void StatGroup::Collect(const Round& round) {
  std::optional<std::string_view> text = stat_->Read(round.number);
  if (!text) return ReportUnreadable(round.sink, stat_->file());
  std::string_view malformed;
  KernelCounters counters = ParseKernelCounters(*text, &malformed);
  for (size_t i = 0; i < KernelCounters::kCount; ++i) {
    if (!counters.present[i]) continue;
    round.sink.Push(slots_[i], static_cast<double>(counters.values[i]));
  }
  if (!malformed.empty()) return ReportMalformed(round.sink, stat_->file(), malformed);
  if (counters.found == 0) ReportEmpty(round.sink, stat_->file());
}

}  // namespace weir::linux_plugin

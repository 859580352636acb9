#include "cpu_sysfs.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

#include "scan.h"

namespace weir::linux_plugin {
namespace {

constexpr uint32_t kHighest = 65535;

bool CutNumber(std::string_view* text, uint32_t* number) {
  auto [stop, error] = std::from_chars(text->data(), text->data() + text->size(), *number);
  if (error != std::errc() || *number > kHighest) return false;
  text->remove_prefix(static_cast<size_t>(stop - text->data()));
  return true;
}

bool CutChar(std::string_view* text, char c) {
  if (text->empty() || text->front() != c) return false;
  text->remove_prefix(1);
  return true;
}

}  // namespace

std::vector<uint32_t> ParseCpuList(std::string_view text) {
  std::vector<uint32_t> cpus;
  text = Trim(text);
  do {
    uint32_t first = 0;
    if (!CutNumber(&text, &first)) break;
    uint32_t last = first;
    if (CutChar(&text, '-') && (!CutNumber(&text, &last) || last < first)) break;
    if (!cpus.empty() && first <= cpus.back()) break;
    for (uint32_t cpu = first; cpu <= last; ++cpu) cpus.push_back(cpu);
  } while (CutChar(&text, ','));
  return cpus;
}

CpuSysfs::CpuSysfs(const std::string& sysfs)
    : present_source_(sysfs + "/devices/system/cpu/present"),
      online_source_(sysfs + "/devices/system/cpu/online"),
      isolated_source_(sysfs + "/devices/system/cpu/isolated") {}

void CpuSysfs::Describe(Registry& registry) {
  online_family_ =
      registry.Gauge("node_cpu_online",
                     "Whether the CPU takes part in scheduling (1) or is offline (0).", {"cpu"});
  isolated_family_ = registry.Gauge(
      "node_cpu_isolated", "1 for each CPU that was set apart from scheduling at boot.", {"cpu"});
}

bool CpuSysfs::Source::Changed() {
  std::string_view now = file.Read().value_or(std::string_view());
  if (now == text) return false;
  text = now;
  return true;
}

bool CpuSysfs::Collect(Sink& sink, bool other_cpus) {
  bool changed = reading_.IsDue(other_cpus) && Read();
  for (size_t i = 0; i < online_slots_.size(); ++i) sink.Push(online_slots_[i], online_[i]);
  for (Slot slot : isolated_slots_) sink.Push(slot, 1);
  return changed;
}

bool CpuSysfs::Read() {
  bool present_changed = present_source_.Changed();
  bool online_changed = online_source_.Changed();
  if (present_changed) RebuildPresent();
  if (present_changed || online_changed) RebuildOnline();
  if (isolated_source_.Changed()) RebuildIsolated();
  return present_changed || online_changed;
}

void CpuSysfs::RebuildPresent() {
  for (Slot slot : online_slots_) online_family_.Drop(slot);
  online_slots_.clear();
  present_ = ParseCpuList(present_source_.text);
  for (uint32_t cpu : present_) online_slots_.push_back(online_family_.Add({std::to_string(cpu)}));
}

void CpuSysfs::RebuildOnline() {
  std::vector<uint32_t> online = ParseCpuList(online_source_.text);
  online_.clear();
  for (uint32_t cpu : present_) {
    online_.push_back(std::binary_search(online.begin(), online.end(), cpu) ? 1 : 0);
  }
}

void CpuSysfs::RebuildIsolated() {
  for (Slot slot : isolated_slots_) isolated_family_.Drop(slot);
  isolated_slots_.clear();
  for (uint32_t cpu : ParseCpuList(isolated_source_.text)) {
    isolated_slots_.push_back(isolated_family_.Add({std::to_string(cpu)}));
  }
}

void CpuSysfs::Forget() {
  reading_.Reset();
  online_slots_.clear();
  isolated_slots_.clear();
  for (Source* source : {&present_source_, &online_source_, &isolated_source_}) {
    source->text.clear();
  }
}

}  // namespace weir::linux_plugin

#include "cpu_throttle.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "scan.h"

namespace weir::linux_plugin {
namespace {

constexpr size_t kMostKeptOpen = 128;

// The number in a file, as text; empty if there is none.
std::string ReadId(const std::string& path) {
  File file(path, File::Shape::kValue);
  std::string_view text = Trim(file.Read().value_or(std::string_view()));
  uint64_t number;
  return ParseNumber(text, &number) ? std::string(text) : std::string();
}

bool ReadCount(File* file, uint64_t* count) {
  std::optional<std::string_view> text = file->Read();
  return text && ParseNumber(Trim(*text), count);
}

}  // namespace

CpuThrottle::CpuThrottle(std::string sysfs)
    : folder_(std::move(sysfs) + "/devices/system/cpu/cpu") {}

void CpuThrottle::Describe(Registry& registry) {
  core_throttles_ = registry.Counter("node_cpu_core_throttles_total",
                                     "How often heat has made the core slow down since boot.",
                                     {"package", "core"});
  package_throttles_ = registry.Counter(
      "node_cpu_package_throttles_total",
      "How often heat has made the whole package slow down since boot.", {"package"});
}

void CpuThrottle::Find(const std::vector<uint32_t>& cpus) {
  for (const Counter& counter : counters_) {
    (counter.core.empty() ? package_throttles_ : core_throttles_).Drop(counter.slot);
  }
  counters_.clear();
  for (uint32_t cpu : cpus) {
    std::string folder = folder_ + std::to_string(cpu);
    std::string package = ReadId(folder + "/topology/physical_package_id");
    std::string core = ReadId(folder + "/topology/core_id");
    if (package.empty() || core.empty()) continue;
    if (!Has(package, core)) AddCore(folder, package, core);
    if (!Has(package, "")) AddPackage(folder, package);
  }
}

bool CpuThrottle::Has(const std::string& package, const std::string& core) const {
  return std::any_of(counters_.begin(), counters_.end(), [&](const Counter& counter) {
    return counter.package == package && counter.core == core;
  });
}

std::unique_ptr<File> CpuThrottle::Open(const std::string& path) {
  bool keep_open = counters_.size() < kMostKeptOpen;
  auto file = std::make_unique<File>(path, File::Shape::kValue, keep_open);
  uint64_t count;
  return ReadCount(file.get(), &count) ? std::move(file) : nullptr;
}

void CpuThrottle::AddCore(const std::string& folder, const std::string& package,
                          const std::string& core) {
  std::unique_ptr<File> file = Open(folder + "/thermal_throttle/core_throttle_count");
  if (file == nullptr) return;
  counters_.push_back({package, core, core_throttles_.Add({package, core}), std::move(file)});
}

void CpuThrottle::AddPackage(const std::string& folder, const std::string& package) {
  std::unique_ptr<File> file = Open(folder + "/thermal_throttle/package_throttle_count");
  if (file == nullptr) return;
  counters_.push_back({package, "", package_throttles_.Add({package}), std::move(file)});
}

void CpuThrottle::Collect(Sink& sink) {
  for (Counter& counter : counters_) {
    uint64_t count = 0;
    if (ReadCount(counter.file.get(), &count)) {
      sink.Push(counter.slot, static_cast<double>(count));
    }
  }
}

void CpuThrottle::Forget() { counters_.clear(); }

}  // namespace weir::linux_plugin

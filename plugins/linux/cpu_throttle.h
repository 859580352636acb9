// /sys/devices/system/cpu/cpuN/thermal_throttle: how often heat has slowed cores and packages.
#pragma once

#include <weir/collector.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "file.h"

namespace weir::linux_plugin {

// Only some x86 CPUs have these files; elsewhere there is nothing to show.
// Not for sharing between threads.
class CpuThrottle {
 public:
  explicit CpuThrottle(std::string sysfs);

  void Describe(Registry& registry);

  // Looks for the counters of these CPUs, one for each core and one for each package.
  void Find(const std::vector<uint32_t>& cpus);

  void Collect(Sink& sink);

  // See Group.
  void Forget();

 private:
  struct Counter {
    std::string package;
    std::string core;  // empty for the package's own
    Slot slot;
    std::unique_ptr<File> file;
  };

  bool Has(const std::string& package, const std::string& core) const;
  void AddCore(const std::string& folder, const std::string& package, const std::string& core);
  void AddPackage(const std::string& folder, const std::string& package);
  std::unique_ptr<File> Open(const std::string& path);

  std::string folder_;
  Family core_throttles_;
  Family package_throttles_;
  std::vector<Counter> counters_;
};

}  // namespace weir::linux_plugin

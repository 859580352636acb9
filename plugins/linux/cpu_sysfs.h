// /sys/devices/system/cpu: which CPUs are there, which of them are online and which are isolated.
#pragma once

#include <weir/collector.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "file.h"
#include "seldom.h"

namespace weir::linux_plugin {

// "0-3,8,10-11", as the kernel writes sets of CPUs, rising.  Stops at what is not of that form,
// and at CPU 65535.
std::vector<uint32_t> ParseCpuList(std::string_view text);

// Not for sharing between threads.
class CpuSysfs {
 public:
  explicit CpuSysfs(const std::string& sysfs);

  void Describe(Registry& registry);

  // Pushes both families; without sysfs there is nothing to push.  Reads seldom, unless the caller
  // has seen that the CPUs are others.  True if it has found others than last time.
  bool Collect(Sink& sink, bool other_cpus);

  // See Group.
  void Forget();

  // As of the last Collect.
  const std::vector<uint32_t>& present() const { return present_; }

 private:
  // A file and the text that was last understood.
  struct Source {
    explicit Source(std::string path) : file(std::move(path), File::Shape::kOneRecord) {}
    bool Changed();

    File file;
    std::string text;
  };

  bool Read();
  void RebuildPresent();
  void RebuildOnline();
  void RebuildIsolated();

  Seldom reading_;
  Source present_source_;
  Source online_source_;
  Source isolated_source_;
  Family online_family_;
  Family isolated_family_;
  std::vector<uint32_t> present_;
  std::vector<Slot> online_slots_;  // of present_
  std::vector<double> online_;      // of present_
  std::vector<Slot> isolated_slots_;
};

}  // namespace weir::linux_plugin

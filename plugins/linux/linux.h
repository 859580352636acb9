// The collector `linux`: what the kernel tells about the machine.
#pragma once

#include <weir/collector.h>

#include <cstdint>
#include <memory>
#include <vector>

#include "group.h"

namespace weir::linux_plugin {

// Runs its groups one after the other; what one cannot read costs its own families only.
class LinuxCollector : public Collector {
 public:
  explicit LinuxCollector(const Config& config) : LinuxCollector(config, &CallStatfs) {}
  // With another statfs, for tests.
  LinuxCollector(const Config& config, StatfsCall statfs);

  void Describe(Registry& registry) override;
  void Collect(Sink& sink) override;

 private:
  void CollectGroup(const Round& round, Group* group);

  std::vector<std::unique_ptr<Group>> groups_;
  uint64_t collections_ = 0;
  bool must_forget_ = false;
};

}  // namespace weir::linux_plugin

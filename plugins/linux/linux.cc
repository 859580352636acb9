#include "linux.h"

#include <chrono>
#include <exception>
#include <string>
#include <utility>

#include "config_schema.h"
#include "groups.h"

namespace weir::linux_plugin {
namespace {

// A collection that ends this near to its deadline may count as late.
constexpr std::chrono::nanoseconds kMargin = std::chrono::milliseconds(20);

// A folder of the configuration, without a slash at its end.
std::string ReadFolder(const Config& config, const char* path, std::string folder) {
  folder = config.Get(path, std::move(folder));
  if (folder.empty() || folder.front() != '/') {
    Config::Complain(path, "must be an absolute path");
  }
  while (folder.size() > 1 && folder.back() == '/') folder.pop_back();
  return folder;
}

Roots ReadRoots(const Config& config) {
  Roots roots;
  roots.procfs = ReadFolder(config, "/procfs", roots.procfs);
  roots.sysfs = ReadFolder(config, "/sysfs", roots.sysfs);
  roots.rootfs = ReadFolder(config, "/rootfs", roots.rootfs);
  roots.udev = ReadFolder(config, "/udev", roots.udev);
  return roots;
}

// Whether the host may have given up on the collection: then nothing that it added counts.
bool MayBeLate(const Sink& sink) {
  auto now = std::chrono::steady_clock::now().time_since_epoch() + kMargin;
  return sink.Cancelled() || static_cast<uint64_t>(now.count()) >= sink.deadline_ns();
}

}  // namespace

LinuxCollector::LinuxCollector(const Config& config, StatfsCall statfs) {
  Roots roots = ReadRoots(config);
  auto stat = std::make_shared<SharedFile>(roots.procfs + "/stat");
  groups_ = MakeGroups(Setup{config, std::move(roots), std::move(stat), std::move(statfs)});
}

void LinuxCollector::Describe(Registry& registry) {
  for (auto& group : groups_) group->Describe(registry);
}

void LinuxCollector::Collect(Sink& sink) {
  if (std::exchange(must_forget_, false)) {
    for (auto& group : groups_) group->Forget();
  }
  Round round{sink, ++collections_};
  for (auto& group : groups_) {
    if (!sink.Cancelled()) CollectGroup(round, group.get());
  }
  must_forget_ |= MayBeLate(sink);
}

void LinuxCollector::CollectGroup(const Round& round, Group* group) {
  // Were it to leave Collect, what the other groups have added would be void.
  try {
    group->Collect(round);
  } catch (const std::exception& error) {
    round.sink.Partial(error.what());
    must_forget_ = true;
  }
}

}  // namespace weir::linux_plugin

WEIR_PLUGIN_WITH_SCHEMA(
    weir::linux_plugin::LinuxCollector, "linux", "1.0.0",
    "CPU, memory, disks, file systems, network and more, as the Linux kernel tells.",
    weir::linux_plugin::kConfigSchema)

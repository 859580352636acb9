#include "uname.h"

#include <cerrno>
#include <cstring>

#include "utf8.h"

namespace weir::linux_plugin {

void UnameGroup::Describe(Registry& registry) {
  info_ = registry.Info("node_uname_info", "What the system calls itself, as uname tells.",
                        {"sysname", "release", "version", "machine", "nodename", "domainname"});
}

void UnameGroup::Collect(const Round& round) {
  utsname names = {};
  if (uname(&names) != 0) return round.sink.Partial("cannot ask for the system's name", errno);
  if (slot_ == 0 || std::memcmp(&names, &shown_, sizeof names) != 0) {
    info_.Drop(slot_);
    slot_ = Add(names);
    shown_ = names;
  }
  round.sink.Push(slot_, 1);
}

Slot UnameGroup::Add(const utsname& names) {
  return info_.Add({ToUtf8(names.sysname), ToUtf8(names.release), ToUtf8(names.version),
                    ToUtf8(names.machine), ToUtf8(names.nodename), ToUtf8(names.domainname)});
}

}  // namespace weir::linux_plugin

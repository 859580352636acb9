// uname(2): what system this is.
#pragma once

#include <sys/utsname.h>

#include "group.h"

namespace weir::linux_plugin {

class UnameGroup final : public Group {
 public:
  explicit UnameGroup(const Setup&) {}

  void Describe(Registry& registry) override;
  void Collect(const Round& round) override;
  void Forget() override { slot_ = 0; }

 private:
  Slot Add(const utsname& names);

  Family info_;
  utsname shown_ = {};
  Slot slot_ = 0;
};

}  // namespace weir::linux_plugin

// /sys/devices/system/clocksource: the clocks that the kernel could use and the one that it uses.
#pragma once

#include <weir/collector.h>

#include <memory>
#include <string>
#include <vector>

#include "file.h"
#include "seldom.h"

namespace weir::linux_plugin {

// Not for sharing between threads.
class ClockSources {
 public:
  explicit ClockSources(std::string sysfs);

  void Describe(Registry& registry);

  // Pushes; the clock in use is read each time, the rest seldom.  Without sysfs there is nothing to
  // push.
  void Collect(Sink& sink);

  // See Group.
  void Forget();

 private:
  // One file's words as the series of an info.
  struct Words {
    Words(std::string path, std::string number);
    void Read(Family* family);
    void Push(Sink& sink) const;

    File file;
    std::string device;
    std::string text;
    std::vector<Slot> slots;
  };

  struct Device {
    Device(const std::string& folder, const std::string& number);

    Words available;
    Words current;
  };

  void FindDevices();

  std::string folder_;
  Seldom reading_;
  Family available_;
  Family current_;
  std::vector<std::unique_ptr<Device>> devices_;
};

}  // namespace weir::linux_plugin

// The clocks: the system's time, its time zone, and the hardware behind them.
#pragma once

#include <ctime>
#include <string>

#include "clocksource.h"
#include "group.h"

namespace weir::linux_plugin {

class ClockGroup final : public Group {
 public:
  explicit ClockGroup(const Setup& setup) : clock_sources_(setup.roots.sysfs) {}

  void Describe(Registry& registry) override;
  void Collect(const Round& round) override;
  void Forget() override;

 private:
  void CollectZone(Sink& sink, time_t now);

  Slot seconds_ = 0;
  Family zone_offset_;
  std::string zone_;
  Slot zone_slot_ = 0;
  ClockSources clock_sources_;
};

}  // namespace weir::linux_plugin

#include "clock.h"

#include "utf8.h"

namespace weir::linux_plugin {

void ClockGroup::Describe(Registry& registry) {
  seconds_ = registry.Gauge("node_time_seconds", "The system's clock, as Unix time.").Add();
  zone_offset_ = registry.Gauge("node_time_zone_offset_seconds",
                                "How far local time is ahead of UTC.", {"time_zone"});
  clock_sources_.Describe(registry);
}

void ClockGroup::Collect(const Round& round) {
  constexpr double kNanosecondsPerSecond = 1e9;
  timespec now = {};
  clock_gettime(CLOCK_REALTIME, &now);
  round.sink.Push(seconds_, static_cast<double>(now.tv_sec) +
                                static_cast<double>(now.tv_nsec) / kNanosecondsPerSecond);
  CollectZone(round.sink, now.tv_sec);
  clock_sources_.Collect(round.sink);
}

void ClockGroup::CollectZone(Sink& sink, time_t now) {
  tm local = {};
  if (localtime_r(&now, &local) == nullptr) return;
  if (zone_slot_ == 0 || zone_ != local.tm_zone) {
    zone_offset_.Drop(zone_slot_);
    zone_ = local.tm_zone;
    zone_slot_ = zone_offset_.Add({ToUtf8(zone_)});
  }
  sink.Push(zone_slot_, static_cast<double>(local.tm_gmtoff));
}

void ClockGroup::Forget() {
  zone_slot_ = 0;
  clock_sources_.Forget();
}

}  // namespace weir::linux_plugin

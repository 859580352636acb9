#include "clocksource.h"

#include <unistd.h>

#include <string_view>
#include <utility>

#include "scan.h"
#include "utf8.h"

namespace weir::linux_plugin {

ClockSources::ClockSources(std::string sysfs)
    : folder_(std::move(sysfs) + "/devices/system/clocksource/clocksource") {}

ClockSources::Words::Words(std::string path, std::string number)
    : file(std::move(path), File::Shape::kOneRecord), device(std::move(number)) {}

ClockSources::Device::Device(const std::string& folder, const std::string& number)
    : available(folder + "/available_clocksource", number),
      current(folder + "/current_clocksource", number) {}

void ClockSources::Describe(Registry& registry) {
  available_ = registry.Info("node_time_clocksource_available_info",
                             "The clocks that the kernel can take its time from.",
                             {"device", "clocksource"});
  current_ =
      registry.Info("node_time_clocksource_current_info",
                    "The clock that the kernel takes its time from.", {"device", "clocksource"});
}

void ClockSources::Collect(Sink& sink) {
  bool is_due = reading_.IsDue();
  if (is_due) FindDevices();
  for (auto& device : devices_) {
    if (is_due) device->available.Read(&available_);
    device->current.Read(&current_);
    device->available.Push(sink);
    device->current.Push(sink);
  }
}

void ClockSources::FindDevices() {
  while (true) {
    std::string number = std::to_string(devices_.size());
    std::string folder = folder_ + number;
    if (access(folder.c_str(), F_OK) != 0) return;
    devices_.push_back(std::make_unique<Device>(folder, number));
  }
}

void ClockSources::Words::Read(Family* family) {
  std::string_view now = file.Read().value_or(std::string_view());
  if (now == text) return;
  for (Slot slot : slots) family->Drop(slot);
  slots.clear();
  text = now;
  std::string_view rest = Trim(text);
  for (std::string_view word = NextWord(&rest); !word.empty(); word = NextWord(&rest)) {
    slots.push_back(family->Add({device, ToUtf8(word)}));
  }
}

void ClockSources::Words::Push(Sink& sink) const {
  for (Slot slot : slots) sink.Push(slot, 1);
}

void ClockSources::Forget() {
  reading_.Reset();
  devices_.clear();
}

}  // namespace weir::linux_plugin

// /proc/loadavg: the load averages.
#pragma once

#include <optional>
#include <string_view>

#include "group.h"

namespace weir::linux_plugin {

struct LoadAverage {
  double minutes1;
  double minutes5;
  double minutes15;
};

// "0.52 0.58 0.59 1/467 5312"; nothing if it does not begin with three numbers.
std::optional<LoadAverage> ParseLoadAverage(std::string_view text);

class LoadAverageGroup final : public Group {
 public:
  explicit LoadAverageGroup(const Setup& setup) : file_(setup.roots.procfs + "/loadavg") {}

  void Describe(Registry& registry) override;
  void Collect(const Round& round) override;

 private:
  File file_;
  Slot minutes1_ = 0;
  Slot minutes5_ = 0;
  Slot minutes15_ = 0;
};

}  // namespace weir::linux_plugin

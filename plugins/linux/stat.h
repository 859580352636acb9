// /proc/stat without its CPU lines: what the whole system has done since it started.
#pragma once

#include <array>
#include <string_view>

#include "group.h"

namespace weir::linux_plugin {

// What is shown of /proc/stat, in the order of kStatFields.
struct KernelCounters {
  static constexpr size_t kCount = 6;
  std::array<uint64_t, kCount> values = {};
  std::array<bool, kCount> present = {};
  size_t found = 0;  // how many are present
};

// Finds the known lines.  *malformed is set to the first of them that has no number.
KernelCounters ParseKernelCounters(std::string_view text, std::string_view* malformed);

class StatGroup final : public Group {
 public:
  explicit StatGroup(const Setup& setup) : stat_(setup.stat) {}

  void Describe(Registry& registry) override;
  void Collect(const Round& round) override;

 private:
  std::shared_ptr<SharedFile> stat_;
  std::array<Slot, KernelCounters::kCount> slots_ = {};
};

}  // namespace weir::linux_plugin

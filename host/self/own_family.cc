#include "self/own_family.h"

#include <cassert>
#include <span>

namespace weir::self {

OwnFamily::OwnFamily(series::Recording& recording, series::Type type, std::string name,
                     std::string help, std::vector<std::string> label_names)
    : recording_(recording) {
  const auto added = recording.AddFamily(
      {type, std::move(name), std::move(help), {}, std::move(label_names), {}, {}});
  assert(added);
  id_ = added.value_or(0);  // 0 takes no series
}

void OwnFamily::Push(std::initializer_list<std::string_view> label_values, double value) {
  const auto slot = recording_.AddSeries(id_, std::span(label_values.begin(), label_values.size()));
  assert(slot);
  if (!slot) return;
  recording_.Push(&*slot, &value, nullptr, 1);
}

}  // namespace weir::self

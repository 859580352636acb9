#include "self/own_family.h"

#include <algorithm>
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

// Pages hold the same series in the same order, as a rule: it is the one behind that found before.
size_t OwnFamily::Find(Labels values) const {
  for (size_t i = 0; i < known_.size(); ++i) {
    const size_t at = (next_ + i) % known_.size();
    if (std::ranges::equal(known_[at].values, values)) return at;
  }
  return known_.size();
}

bool OwnFamily::Add(Labels values) {
  const auto slot = recording_.AddSeries(id_, std::span(values.begin(), values.size()));
  assert(slot);
  if (slot) known_.push_back({{values.begin(), values.end()}, *slot});
  return slot.has_value();
}

void OwnFamily::Push(Labels label_values, double value) {
  const size_t at = Find(label_values);
  if (at == known_.size() && !Add(label_values)) return;
  recording_.Push(&known_[at].slot, &value, nullptr, 1);
  next_ = at + 1;
}

void OwnFamily::Drop(Labels label_values) {
  const size_t at = Find(label_values);
  if (at == known_.size()) return;
  recording_.DropSeries(known_[at].slot);
  known_.erase(known_.begin() + static_cast<ptrdiff_t>(at));
  next_ = at;
}

}  // namespace weir::self

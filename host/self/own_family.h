// A family of Weir's own on its way into the recorder: defined once, then pushed.  Rules are kept
// by the caller: what the recorder refuses here is a bug of ours.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "series/recorder.h"

namespace weir::self {

class OwnFamily {
 public:
  using Labels = std::initializer_list<std::string_view>;

  OwnFamily(series::Recording& recording, series::Type type, std::string name, std::string help,
            std::vector<std::string> label_names = {});

  // Shows one series; scalar types only.
  void Push(Labels label_values, double value);
  // That series will not come again, if it ever came.
  void Drop(Labels label_values);

 private:
  struct Known {
    std::vector<std::string> values;
    series::Slot slot;
  };

  size_t Find(Labels values) const;
  bool Add(Labels values);

  series::Recording& recording_;
  series::FamilyId id_ = 0;
  std::vector<Known> known_;
  size_t next_ = 0;  // expected at the next push
};

}  // namespace weir::self

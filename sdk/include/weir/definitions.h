// What an instance has told the host of: its families and series.  Used by Registry and the
// families; a collector does not meet it.
#pragma once

#include <weir/error.h>
#include <weir/labels.h>
#include <weir/plugin.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace weir {
inline namespace v1 {

// The first slot of a series.  0 stands for a series that the host's limits refused: pushing to it
// does nothing, and the host shows how many it refused.
using Slot = weir_slot;

namespace detail {

struct FamilyDefinition {
  weir_type type = WEIR_UNTYPED;
  std::string name;
  std::string help;
  std::string unit;
  std::vector<std::string> label_names;
  std::vector<double> bounds;
  std::vector<std::string> states;

  bool operator==(const FamilyDefinition& other) const {
    return type == other.type && name == other.name && help == other.help && unit == other.unit &&
           label_names == other.label_names && bounds == other.bounds && states == other.states;
  }

  // Slots of one series.
  size_t width() const {
    switch (type) {
      case WEIR_HISTOGRAM:
      case WEIR_GAUGEHISTOGRAM:
      case WEIR_SUMMARY:
        return bounds.size() + 2;
      case WEIR_STATESET:
        return states.size();
      default:
        return 1;
    }
  }
};

[[noreturn]] inline void Raise(weir_status status, const weir_error& error, const char* tried) {
  throw Error(status, error.message[0] != '\0' ? error.message : tried, error.os_error,
              error.config_pointer);
}

// One for each instance; calls are serial, as the host's are.
class Definitions {
 public:
  explicit Definitions(const weir_host* host) : host_(host) {}
  Definitions(const Definitions&) = delete;
  Definitions& operator=(const Definitions&) = delete;

  // Families and series are added between Open and Close only.  Every opening has a number.
  void Open() {
    open_ = true;
    ++generation_;
  }
  void Close() { open_ = false; }
  uint64_t generation() const { return generation_; }

  // Throws the host's refusal.
  weir_family_id AddFamily(const FamilyDefinition& definition);

  // Gives the first slot, 0 if the series is over a limit.  Throws every other refusal.
  Slot AddSeries(weir_family_id family, Labels values, size_t width);

  void DropSeries(Slot first) {
    if (first == 0) return;
    RequireOpen();
    host_->drop_series(host_, first);
  }

  // nullptr if the host is too old for native histograms.
  const weir_ext_native_histogram* native_histograms() const {
    return static_cast<const weir_ext_native_histogram*>(
        host_->get_extension(host_, WEIR_EXT_NATIVE_HISTOGRAM));
  }

  // nullptr if the host is too old for created timestamps.
  const weir_ext_created* created() const {
    return static_cast<const weir_ext_created*>(host_->get_extension(host_, WEIR_EXT_CREATED));
  }

  // Throws unless the series that begins at `first` owns `width` slots: values beyond them would
  // land in another series.
  void RequireWidth(Slot first, size_t width) const;

 private:
  void RequireOpen() const {
    if (!open_) throw Error(WEIR_E_INTERNAL, "families and series change in Describe and Collect");
  }

  const weir_host* host_;
  bool open_ = false;
  uint64_t generation_ = 0;
  // Of the series that own several slots.  A dropped one stays, since it may come back, until its
  // number is given out again.
  std::unordered_map<Slot, size_t> widths_;
  std::vector<weir_str> label_names_, label_values_, states_;
};

inline weir_family_id Definitions::AddFamily(const FamilyDefinition& definition) {
  RequireOpen();
  Borrow(definition.label_names, &label_names_);
  Borrow(definition.states, &states_);
  weir_family family = {};
  family.size = sizeof family;
  family.type = definition.type;
  family.name = Borrow(definition.name);
  family.help = Borrow(definition.help);
  family.unit = Borrow(definition.unit);
  family.label_names = label_names_.data();
  family.label_count = label_names_.size();
  family.bounds = definition.bounds.data();
  family.bound_count = definition.bounds.size();
  family.states = states_.data();
  family.state_count = states_.size();
  weir_family_id id = 0;
  weir_error error = {};
  error.size = sizeof error;
  weir_status status = host_->add_family(host_, &family, &id, &error);
  if (status < 0) Raise(status, error, "the host refused a family");
  return id;
}

inline Slot Definitions::AddSeries(weir_family_id family, Labels values, size_t width) {
  RequireOpen();
  Borrow(values, &label_values_);
  Slot first = 0;
  weir_error error = {};
  error.size = sizeof error;
  weir_status status =
      host_->add_series(host_, family, label_values_.data(), label_values_.size(), &first, &error);
  if (status == WEIR_E_LIMIT) return 0;
  if (status < 0) Raise(status, error, "the host refused a series");
  if (width != 1) {
    widths_[first] = width;
  } else {
    widths_.erase(first);
  }
  return first;
}

inline void Definitions::RequireWidth(Slot first, size_t width) const {
  auto found = widths_.find(first);
  size_t expected = found == widths_.end() ? 1 : found->second;
  if (width == expected) return;
  throw Error(WEIR_E_INTERNAL, "a series of " + std::to_string(expected) + " values was given " +
                                   std::to_string(width));
}

}  // namespace detail
}  // namespace v1
}  // namespace weir

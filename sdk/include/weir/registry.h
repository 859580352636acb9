// Where a collector says what it measures.
#pragma once

#include <weir/definitions.h>
#include <weir/family.h>
#include <weir/labels.h>
#include <weir/plugin.h>

#include <memory>
#include <string_view>
#include <utility>
#include <vector>

namespace weir {
inline namespace v1 {

// Adds families.  One for each collector; used in Describe, and in Collect by sink.registry(), in
// their thread.  Everything is copied.
//   name         exposed as it is: "node_cpu_seconds_total"
//   help         one sentence for people
//   label_names  the labels of each of its series; Add and Set give their values in this order
//   unit         base unit in which the name ends, "seconds"; or empty
// An equal family added again is the one that is there.  Throws the host's refusal: a name that is
// empty, reserved or not UTF-8, that clashes with another of this collector, or is over a limit.
class Registry {
 public:
  explicit Registry(detail::Definitions* definitions) : definitions_(definitions) {}
  Registry(const Registry&) = delete;
  Registry& operator=(const Registry&) = delete;

  using Text = std::string_view;
  using Numbers = const std::vector<double>&;

  Family Counter(Text name, Text help, Labels label_names = {}, Text unit = {}) {
    return Add(Make(WEIR_COUNTER, name, help, label_names, unit));
  }
  Family Gauge(Text name, Text help, Labels label_names = {}, Text unit = {}) {
    return Add(Make(WEIR_GAUGE, name, help, label_names, unit));
  }
  Family Untyped(Text name, Text help, Labels label_names = {}, Text unit = {}) {
    return Add(Make(WEIR_UNTYPED, name, help, label_names, unit));
  }
  Family Info(Text name, Text help, Labels label_names) {
    return Add(Make(WEIR_INFO, name, help, label_names));
  }
  Family StateSet(Text name, Text help, Labels label_names, Labels states) {
    return Add(Make(WEIR_STATESET, name, help, label_names, {}, {}, states));
  }
  // bounds: rising upper bounds without +Inf.
  Family Histogram(Text name, Text help, Labels label_names, Numbers bounds, Text unit = {}) {
    return Add(Make(WEIR_HISTOGRAM, name, help, label_names, unit, bounds));
  }
  Family GaugeHistogram(Text name, Text help, Labels label_names, Numbers bounds, Text unit = {}) {
    return Add(Make(WEIR_GAUGEHISTOGRAM, name, help, label_names, unit, bounds));
  }
  Family Summary(Text name, Text help, Labels label_names, Numbers quantiles, Text unit = {}) {
    return Add(Make(WEIR_SUMMARY, name, help, label_names, unit, quantiles));
  }

  ChangingFamily ChangingCounter(Text name, Text help, Labels label_names, Text unit = {}) {
    return AddChanging(Make(WEIR_COUNTER, name, help, label_names, unit));
  }
  ChangingFamily ChangingGauge(Text name, Text help, Labels label_names, Text unit = {}) {
    return AddChanging(Make(WEIR_GAUGE, name, help, label_names, unit));
  }
  ChangingFamily ChangingUntyped(Text name, Text help, Labels label_names, Text unit = {}) {
    return AddChanging(Make(WEIR_UNTYPED, name, help, label_names, unit));
  }
  ChangingFamily ChangingInfo(Text name, Text help, Labels label_names) {
    return AddChanging(Make(WEIR_INFO, name, help, label_names));
  }
  ChangingFamily ChangingStateSet(Text name, Text help, Labels label_names, Labels states) {
    return AddChanging(Make(WEIR_STATESET, name, help, label_names, {}, {}, states));
  }
  ChangingFamily ChangingHistogram(Text name, Text help, Labels label_names, Numbers bounds,
                                   Text unit = {}) {
    return AddChanging(Make(WEIR_HISTOGRAM, name, help, label_names, unit, bounds));
  }
  ChangingFamily ChangingGaugeHistogram(Text name, Text help, Labels label_names, Numbers bounds,
                                        Text unit = {}) {
    return AddChanging(Make(WEIR_GAUGEHISTOGRAM, name, help, label_names, unit, bounds));
  }
  ChangingFamily ChangingSummary(Text name, Text help, Labels label_names, Numbers quantiles,
                                 Text unit = {}) {
    return AddChanging(Make(WEIR_SUMMARY, name, help, label_names, unit, quantiles));
  }

  // For the boundary: the end of a collection.
  void Forget() {
    for (auto& table : changing_) table->Forget();
  }
  void RollBack() {
    for (auto& table : changing_) table->RollBack();
  }

 private:
  static detail::FamilyDefinition Make(weir_type type, Text name, Text help, Labels label_names,
                                       Text unit = {}, Numbers bounds = {}, Labels states = {}) {
    return {type,
            std::string(name),
            std::string(help),
            std::string(unit),
            detail::Copy(label_names),
            bounds,
            detail::Copy(states)};
  }

  Family Add(const detail::FamilyDefinition& definition) {
    return Family(definitions_, definitions_->AddFamily(definition), definition.width());
  }

  ChangingFamily AddChanging(detail::FamilyDefinition definition) {
    for (auto& table : changing_) {
      if (!(table->definition() == definition)) continue;
      table->AddFamily();
      return ChangingFamily(table.get());
    }
    changing_.push_back(std::make_unique<detail::SeriesTable>(definitions_, std::move(definition)));
    changing_.back()->AddFamily();
    return ChangingFamily(changing_.back().get());
  }

  detail::Definitions* definitions_;
  std::vector<std::unique_ptr<detail::SeriesTable>> changing_;
};

}  // namespace v1
}  // namespace weir

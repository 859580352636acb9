#include "recorded_workload.h"

#include "change.h"

namespace weir::bench {
namespace {

series::Recorder::Options OptionsFor(const Workload& workload) {
  series::Recorder::Options options;
  options.limits.series = workload.series();
  return options;
}

series::Family FamilyOf(size_t index) {
  series::Family family;
  family.type = Workload::IsCounter(index) ? series::Type::kCounter : series::Type::kGauge;
  family.name = Workload::NameOf(index);
  family.help = Workload::HelpOf(index);
  family.label_names.assign(kLabelNames.begin(), kLabelNames.end());
  return family;
}

}  // namespace

RecordedWorkload::RecordedWorkload(const Workload& workload)
    : workload_(workload), recorder_(OptionsFor(workload)), values_(workload.series()) {
  config::Collector config;
  config.name = config.plugin = "series";
  Describe();
  for (collect::Reading& reading : readings_) {
    collect::View view;
    view.config = std::make_shared<const config::Collector>(config);
    view.state = collect::View::State::kUp;
    view.up = true;
    view.snapshot = Collect();
    view.lines = view.snapshot.samples->lines;
    reading.push_back(std::move(view));
  }
}

void RecordedWorkload::Describe() {
  recorder_.Begin();
  for (size_t family = 0; family < workload_.families(); ++family) {
    const auto id = recorder_.AddFamily(FamilyOf(family)).value();
    families_.push_back(id);
    const size_t count = workload_.FirstOf(family + 1) - workload_.FirstOf(family);
    for (size_t index = 0; index < count; ++index) {
      const auto labels = Workload::LabelsOf(index);
      const std::array<std::string_view, kLabels> values = {labels[0], labels[1], labels[2],
                                                            labels[3]};
      slots_.push_back(recorder_.AddSeries(id, values).value());
    }
  }
  recorder_.Commit();
}

series::Snapshot RecordedWorkload::Collect() {
  recorder_.Begin();
  return PushAndCommit();
}

void RecordedWorkload::Churn() {
  recorder_.Begin();
  for (size_t series = generation_ % kTurns; series < slots_.size(); series += kTurns)
    Replace(series);
  readings_[0][0].snapshot = PushAndCommit();
}

// Puts another series in the place of this one.
void RecordedWorkload::Replace(size_t series) {
  const size_t family = workload_.FamilyOf(series);
  const size_t index = series - workload_.FirstOf(family);
  recorder_.DropSeries(slots_[series]);
  auto labels = Workload::LabelsOf(index);
  labels.back() = Workload::RebornLabel(index, generation_);
  const std::array<std::string_view, kLabels> values = {labels[0], labels[1], labels[2], labels[3]};
  slots_[series] = recorder_.AddSeries(families_[family], values).value();
}

series::Snapshot RecordedWorkload::PushAndCommit() {
  ++generation_;
  for (size_t i = 0; i < values_.size(); ++i) values_[i] = ValueOf(i, generation_);
  recorder_.Push(slots_.data(), values_.data(), nullptr, slots_.size());
  return recorder_.Commit();
}

std::vector<prometheus::MetricFamily> PeerFamilies(const Workload& workload) {
  std::vector<prometheus::MetricFamily> families;
  for (size_t i = 0; i < workload.families(); ++i) {
    const bool counter = Workload::IsCounter(i);
    auto& family = families.emplace_back();
    family.name = Workload::NameOf(i);
    family.help = Workload::HelpOf(i);
    family.type = counter ? prometheus::MetricType::Counter : prometheus::MetricType::Gauge;
    for (size_t series = workload.FirstOf(i); series < workload.FirstOf(i + 1); ++series) {
      auto& metric = family.metric.emplace_back();
      const auto labels = Workload::LabelsOf(series - workload.FirstOf(i));
      for (size_t k = 0; k < kLabels; ++k) {
        metric.label.push_back({std::string(kLabelNames[k]), labels[k]});
      }
      (counter ? metric.counter.value : metric.gauge.value) = ValueOf(series, 1);
    }
  }
  return families;
}

}  // namespace weir::bench

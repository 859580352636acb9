#include "self/bridge.h"

#include <cmath>
#include <string_view>
#include <vector>

namespace weir::self {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;

series::Type TypeOf(MetricType type) {
  switch (type) {
    case MetricType::Counter:
      return series::Type::kCounter;
    case MetricType::Gauge:
      return series::Type::kGauge;
    case MetricType::Histogram:
      return series::Type::kHistogram;
    case MetricType::Summary:
      return series::Type::kSummary;
    default:
      return series::Type::kUntyped;
  }
}

series::Family Define(const MetricFamily& family) {
  series::Family defined;
  defined.type = TypeOf(family.type);
  defined.name = family.name;
  defined.help = family.help;
  const ClientMetric& first = family.metric.front();
  for (const auto& label : first.label) defined.label_names.push_back(label.name);
  for (const auto& bucket : first.histogram.bucket) {
    if (std::isfinite(bucket.upper_bound)) defined.bounds.push_back(bucket.upper_bound);
  }
  for (const auto& quantile : first.summary.quantile) defined.bounds.push_back(quantile.quantile);
  return defined;
}

// In the order of slots that weir/plugin.h gives for the type.
std::vector<double> Values(MetricType type, const ClientMetric& metric) {
  std::vector<double> values;
  switch (type) {
    case MetricType::Counter:
      return {metric.counter.value};
    case MetricType::Gauge:
      return {metric.gauge.value};
    case MetricType::Histogram:
      for (const auto& bucket : metric.histogram.bucket) {
        if (std::isfinite(bucket.upper_bound))
          values.push_back(static_cast<double>(bucket.cumulative_count));
      }
      values.insert(values.end(), {static_cast<double>(metric.histogram.sample_count),
                                   metric.histogram.sample_sum});
      return values;
    case MetricType::Summary:
      for (const auto& quantile : metric.summary.quantile) values.push_back(quantile.value);
      values.insert(values.end(),
                    {static_cast<double>(metric.summary.sample_count), metric.summary.sample_sum});
      return values;
    default:
      return {metric.untyped.value};
  }
}

void CarryMetric(MetricType type, const ClientMetric& metric, series::FamilyId id,
                 series::Recording& recording) {
  std::vector<std::string_view> labels;
  for (const auto& label : metric.label) labels.push_back(label.value);
  const auto first = recording.AddSeries(id, labels);
  if (!first) return;
  const auto values = Values(type, metric);
  std::vector<series::Slot> slots;
  for (size_t i = 0; i < values.size(); ++i) slots.push_back(*first + static_cast<series::Slot>(i));
  recording.Push(slots.data(), values.data(), nullptr, values.size());
}

}  // namespace

void Carry(const MetricFamily& family, series::Recording& recording) {
  if (family.metric.empty()) return;
  const auto id = recording.AddFamily(Define(family));
  if (!id) return;
  for (const auto& metric : family.metric) CarryMetric(family.type, metric, *id, recording);
}

}  // namespace weir::self

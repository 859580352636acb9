#include "expose/protobuf_section.h"

#include <limits>
#include <string_view>
#include <utility>

#include "expose/number.h"
#include "expose/protobuf_fields.h"
#include "expose/protobuf_labels.h"

namespace weir::expose {
namespace {

using series::Family;
using series::Type;
using Shape = ProtobufSection::Shape;

// io.prometheus.client.MetricType.
enum class MetricType : unsigned {
  kCounter,
  kGauge,
  kSummary,
  kUntyped,
  kHistogram,
  kGaugeHistogram
};

// Fields of MetricFamily.
constexpr unsigned kName = 1, kHelp = 2, kType = 3, kUnit = 5;
// Fields of Metric.
constexpr unsigned kGauge = 2, kCounter = 3, kUntyped = 5;

bool EndsInUnit(std::string_view name, const Family& family) {
  constexpr std::string_view kTotal = "_total";
  if (family.type == Type::kCounter && name.ends_with(kTotal)) name.remove_suffix(kTotal.size());
  return !family.unit.empty() && name.ends_with("_" + family.unit);
}

std::string Front(const std::string& name, MetricType type, const Family& family) {
  return EncodeFields([&](auto& fields) {
    fields.Bytes(kName, name);
    if (!family.help.empty()) fields.Bytes(kHelp, family.help);
    fields.Varint(kType, static_cast<unsigned>(type));
    // Prometheus refuses a page for a unit in which the name does not end.
    if (EndsInUnit(name, family)) fields.Bytes(kUnit, family.unit);
  });
}

std::string Pair(std::string_view name, std::string_view value) {
  std::string pair;
  AppendLabelPair(pair, name, value);
  return pair;
}

std::vector<ProtobufRow> BucketRows(const Family& family) {
  std::vector<ProtobufRow> rows;
  for (size_t i = 0; i <= family.bounds.size(); ++i) {
    const double bound =
        i < family.bounds.size() ? family.bounds[i] : std::numeric_limits<double>::infinity();
    rows.push_back({Pair("le", BoundText(bound)), i});
  }
  return rows;
}

std::vector<ProtobufRow> StateRows(const Family& family, series::Escaping escaping) {
  const std::string label = series::EscapeLabelName(family.name, escaping);
  std::vector<ProtobufRow> rows;
  for (size_t i = 0; i < family.states.size(); ++i)
    rows.push_back({Pair(label, family.states[i]), i});
  return rows;
}

ProtobufSection Gauges(const std::string& name, const Family& family,
                       std::vector<ProtobufRow> rows) {
  return {Front(name, MetricType::kGauge, family), Shape::kRows, kGauge, std::move(rows)};
}

}  // namespace

std::vector<ProtobufSection> ProtobufSections(const Family& family, series::Escaping escaping) {
  const std::string name = series::EscapeName(family.name, escaping);
  const size_t count = family.bounds.size();
  switch (family.type) {
    case Type::kCounter:
      return {{Front(name, MetricType::kCounter, family), Shape::kRows, kCounter, {{"", 0}}}};
    case Type::kUntyped:
      return {{Front(name, MetricType::kUntyped, family), Shape::kRows, kUntyped, {{"", 0}}}};
    case Type::kHistogram:
      return {{Front(name, MetricType::kHistogram, family), Shape::kHistogram, 0, {}}};
    case Type::kSummary:
      return {{Front(name, MetricType::kSummary, family), Shape::kSummary, 0, {}}};
    case Type::kGaugeHistogram:
      return {{Front(name, MetricType::kGaugeHistogram, family), Shape::kNative, 0, {}},
              Gauges(name + "_bucket", family, BucketRows(family)),
              Gauges(name + "_gsum", family, {{"", count + 1}}),
              Gauges(name + "_gcount", family, {{"", count}})};
    case Type::kStateSet:
      return {Gauges(name, family, StateRows(family, escaping))};
    default:  // gauge, info
      return {Gauges(name, family, {{"", 0}})};
  }
}

}  // namespace weir::expose

#include "expose/section.h"

#include <algorithm>
#include <limits>
#include <string_view>

#include "expose/number.h"
#include "series/label_text.h"
#include "series/names.h"

namespace weir::expose {
namespace {

using series::Escaping;
using series::Family;
using series::Type;

std::string_view TextType(Type type) {
  switch (type) {
    case Type::kCounter:
      return "counter";
    case Type::kHistogram:
      return "histogram";
    case Type::kSummary:
      return "summary";
    case Type::kUntyped:
      return "untyped";
    default:
      return "gauge";  // info, stateset, gauge histogram
  }
}

// OpenMetrics knows a counter and an info by their name without the suffix.
std::string_view BaseName(const Family& family, std::string_view name) {
  const std::string_view suffix = family.type == Type::kCounter ? "_total"
                                  : family.type == Type::kInfo  ? "_info"
                                                                : "";
  if (name.ends_with(suffix)) name.remove_suffix(suffix.size());
  return name;
}

bool CountsSinceSomeTime(Type type) {
  return type == Type::kCounter || type == Type::kHistogram || type == Type::kSummary;
}

// HELP: \\ and \n are escaped; OpenMetrics escapes " too.
std::string EscapedHelp(const std::string& help, Format format) {
  std::string out;
  for (const char c : help) {
    if (c == '\n') {
      out += "\\n";
    } else if (c == '\\' || (c == '"' && format == Format::kOpenMetrics)) {
      (out += '\\') += c;
    } else {
      out += c;
    }
  }
  return out;
}

std::string InQuotes(std::string_view name) {
  std::string out = "\"";
  series::AppendEscapedValue(out, name);
  return out + "\"";
}

std::string Header(std::string_view name, std::string_view type, const Family& family,
                   Format format) {
  const std::string of =
      (series::IsLegacyMetricName(name) ? std::string(name) : InQuotes(name)) + " ";
  const std::string help =
      family.help.empty() ? "" : "# HELP " + of + EscapedHelp(family.help, format) + "\n";
  const std::string type_line = "# TYPE " + of + std::string(type) + "\n";
  if (format == Format::kText) return help + type_line;
  const bool unit = !family.unit.empty() && name.ends_with("_" + family.unit);
  return type_line + (unit ? "# UNIT " + of + family.unit + "\n" : "") + help;
}

std::string LabelText(std::string_view name, std::string_view value) {
  std::string out;
  series::AppendLabels(out, std::span(&name, 1), std::span(&value, 1));
  return out;
}

std::vector<Row> BucketRows(const Family& family, const std::string& name) {
  std::vector<Row> rows;
  for (size_t i = 0; i <= family.bounds.size(); ++i) {
    const double bound =
        i < family.bounds.size() ? family.bounds[i] : std::numeric_limits<double>::infinity();
    rows.push_back({name + "_bucket", LabelText("le", BoundText(bound)), i, true});
  }
  return rows;
}

std::vector<Row> QuantileRows(const Family& family, const std::string& name) {
  std::vector<Row> rows;
  for (size_t i = 0; i < family.bounds.size(); ++i) {
    rows.push_back({name, LabelText("quantile", BoundText(family.bounds[i])), i, false});
  }
  return rows;
}

std::vector<Row> StateRows(const Family& family, const std::string& name, Escaping escaping) {
  std::string label = series::EscapeLabelName(family.name, escaping);
  if (!series::IsLegacyLabelName(label)) label = InQuotes(label);
  std::vector<Row> rows;
  for (size_t i = 0; i < family.states.size(); ++i) {
    rows.push_back({name, LabelText(label, family.states[i]), i, false});
  }
  return rows;
}

// The rows of a series that have one sample name.
struct RowGroup {
  std::string name;
  std::vector<Row> rows;
};

RowGroup OneRow(const std::string& name, size_t slot, bool exemplar = false) {
  return {name, {{name, "", slot, exemplar}}};
}

std::vector<RowGroup> RowGroups(const Family& family, const std::string& name, Escaping escaping) {
  const size_t count = family.bounds.size();
  switch (family.type) {
    case Type::kHistogram:
      return {{name + "_bucket", BucketRows(family, name)},
              OneRow(name + "_sum", count + 1),
              OneRow(name + "_count", count)};
    case Type::kGaugeHistogram:
      return {{name + "_bucket", BucketRows(family, name)},
              OneRow(name + "_gsum", count + 1),
              OneRow(name + "_gcount", count)};
    case Type::kSummary:
      return {{name, QuantileRows(family, name)},
              OneRow(name + "_sum", count + 1),
              OneRow(name + "_count", count)};
    case Type::kStateSet:
      return {{name, StateRows(family, name, escaping)}};
    default:
      return {OneRow(name, 0, family.type == Type::kCounter && name.ends_with("_total"))};
  }
}

// A name that is not legacy moves into the braces.
void Quote(Row& row) {
  row.quoted = !series::IsLegacyMetricName(row.name);
  if (row.quoted) row.name = "{" + InQuotes(row.name);
}

std::shared_ptr<const Row> CreatedRow(const std::string& base) {
  Row row{base + "_created", "", 0, false};
  Quote(row);
  return std::make_shared<const Row>(std::move(row));
}

// Each sample name a family of its own: for a type that the format cannot say.
std::vector<Section> Split(const Family& family, std::vector<RowGroup> groups,
                           std::string_view type, Format format) {
  std::vector<Section> sections;
  for (auto& group : groups) {
    for (Row& row : group.rows) row.exemplar = false;
    sections.push_back({Header(group.name, type, family, format), std::move(group.rows)});
  }
  return sections;
}

std::vector<Section> MakeSections(const Family& family, Format format, bool unknown,
                                  Escaping escaping) {
  const std::string name = series::EscapeName(family.name, escaping);
  auto groups = RowGroups(family, name, escaping);
  for (RowGroup& group : groups) std::ranges::for_each(group.rows, Quote);
  const bool text = format == Format::kText;
  if (text && family.type == Type::kGaugeHistogram)
    return Split(family, std::move(groups), "gauge", format);
  if (!text && unknown) return Split(family, std::move(groups), "unknown", format);
  Section section;
  section.header = text ? Header(name, TextType(family.type), family, format)
                        : Header(BaseName(family, name), series::Name(family.type), family, format);
  for (auto& group : groups)
    section.rows.insert(section.rows.end(), group.rows.begin(), group.rows.end());
  if (!text && CountsSinceSomeTime(family.type))
    section.rows.back().created = CreatedRow(std::string(BaseName(family, name)));
  return {section};
}

}  // namespace

FamilyText::FamilyText(std::shared_ptr<const Family> family, const Dialect& dialect)
    : family_(std::move(family)) {
  if (dialect.protobuf) {
    protobuf_ = ProtobufSections(*family_, dialect.escaping);
    return;
  }
  text_ = MakeSections(*family_, Format::kText, false, dialect.escaping);
  openmetrics_ = MakeSections(*family_, Format::kOpenMetrics, false, dialect.escaping);
  unknown_ = MakeSections(*family_, Format::kOpenMetrics, true, dialect.escaping);
}

}  // namespace weir::expose

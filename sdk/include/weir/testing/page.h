// What a collection shows, as text to compare with.
#pragma once

#include <weir/plugin.h>
#include <weir/testing/book.h>
#include <weir/testing/native.h>
#include <weir/testing/number.h>
#include <weir/testing/rules.h>

#include <algorithm>
#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace weir {
inline namespace v1 {
namespace testing {

// A line for each sample, `name{labels} value`, under the HELP and TYPE of its family.  Families
// are sorted by name and series by labels, as on the host's page; types have the ABI's names. After
// those of a series, `# NATIVE name{labels} schema ...` is its native histogram, and
// `# CREATED name{labels} milliseconds` since when it has been counting.
class Page {
 public:
  explicit Page(const Book& book) : book_(book) {}

  std::string Text() const;

 private:
  using Labels = std::vector<std::pair<std::string_view, std::string_view>>;

  void WriteSeries(const Series& series, std::string* out) const;
  void WriteRemarks(const Series& series, const Labels& labels, std::string* out) const;
  void WriteSample(weir_slot slot, const std::string& name, const Labels& labels,
                   std::string* out) const;
  Labels LabelsOf(const Series& series) const;

  const Book& book_;
};

// ---- Implementation ----------------------------------------------------------------------------

inline void WriteEscaped(std::string_view text, bool quoted, std::string* out) {
  for (char c : text) {
    if (c == '\n') {
      out->append("\\n");
    } else {
      if (c == '\\' || (quoted && c == '"')) out->push_back('\\');
      out->push_back(c);
    }
  }
}

inline void WriteLabels(const std::vector<std::pair<std::string_view, std::string_view>>& labels,
                        std::string* out) {
  const char* separator = "{";
  for (const auto& [name, value] : labels) {
    if (value.empty()) continue;
    out->append(separator).append(name).append("=\"");
    WriteEscaped(value, true, out);
    out->push_back('"');
    separator = ",";
  }
  if (*separator == ',') out->push_back('}');
}

inline void WriteHead(const FamilyDefinition& family, std::string* out) {
  out->append("# HELP ").append(family.name).push_back(' ');
  WriteEscaped(family.help, false, out);
  out->append("\n# TYPE ").append(family.name).append(" ").append(TypeName(family.type));
  out->push_back('\n');
}

inline Page::Labels Page::LabelsOf(const Series& series) const {
  const FamilyDefinition& family = book_.FamilyOf(series);
  Labels result;
  for (size_t i = 0; i < series.label_values.size(); ++i) {
    result.emplace_back(family.label_names[i], series.label_values[i]);
  }
  return result;
}

inline void Page::WriteSample(weir_slot slot, const std::string& name, const Labels& labels,
                              std::string* out) const {
  const Sample& sample = book_.samples().at(slot);
  out->append(name);
  WriteLabels(labels, out);
  out->append(" ").append(NumberText(sample.value));
  if (sample.timestamp_ms != 0) out->append(" ").append(std::to_string(sample.timestamp_ms));
  auto found = book_.exemplars().find(slot);
  if (found != book_.exemplars().end()) {
    const Exemplar& exemplar = found->second;
    Labels pairs;
    for (size_t i = 0; i < exemplar.label_names.size(); ++i) {
      pairs.emplace_back(exemplar.label_names[i], exemplar.label_values[i]);
    }
    out->append(" # ");
    WriteLabels(pairs, out);
    out->append(" ").append(NumberText(exemplar.value));
    if (exemplar.timestamp_ms != 0) out->append(" ").append(std::to_string(exemplar.timestamp_ms));
  }
  out->push_back('\n');
}

inline void Page::WriteSeries(const Series& series, std::string* out) const {
  const FamilyDefinition& family = book_.FamilyOf(series);
  Labels labels = LabelsOf(series);
  weir_slot slot = series.first;
  auto write = [&](const char* suffix) { WriteSample(slot++, family.name + suffix, labels, out); };
  auto write_with = [&](const char* suffix, std::string_view label, const std::string& value) {
    labels.emplace_back(label, value);
    write(suffix);
    labels.pop_back();
  };
  bool summary = family.type == WEIR_SUMMARY;
  bool gauge_histogram = family.type == WEIR_GAUGEHISTOGRAM;
  bool histogram = family.type == WEIR_HISTOGRAM || gauge_histogram;
  if (summary || histogram) {
    for (double bound : family.bounds) {
      write_with(summary ? "" : "_bucket", summary ? "quantile" : "le", NumberText(bound));
    }
    if (histogram) {
      // One slot holds the count of all: shown as the last bucket and as the count.
      write_with("_bucket", "le", "+Inf");
      --slot;
    }
    write(gauge_histogram ? "_gcount" : "_count");
    write(gauge_histogram ? "_gsum" : "_sum");
  } else if (family.type == WEIR_STATESET) {
    for (const std::string& state : family.states) write_with("", family.name, state);
  } else {
    write("");
  }
  WriteRemarks(series, labels, out);
}

// What the text format has no samples for.
inline void Page::WriteRemarks(const Series& series, const Labels& labels, std::string* out) const {
  auto write = [&](const char* what, const std::string& text) {
    out->append(what).append(book_.FamilyOf(series).name);
    WriteLabels(labels, out);
    out->append(" ").append(text).push_back('\n');
  };
  auto native = book_.natives().find(series.first);
  if (native != book_.natives().end()) write("# NATIVE ", NativeText(native->second));
  auto created = book_.created().find(series.first);
  if (created != book_.created().end()) write("# CREATED ", std::to_string(created->second));
}

inline std::string Page::Text() const {
  std::map<std::string, std::vector<const Series*>> shown;
  for (const auto& [first, series] : book_.series()) {
    if (book_.samples().count(first) != 0) shown[book_.FamilyOf(series).name].push_back(&series);
  }
  std::string result;
  for (auto& [name, all] : shown) {
    std::sort(all.begin(), all.end(), [](const Series* left, const Series* right) {
      return left->label_values < right->label_values;
    });
    WriteHead(book_.FamilyOf(*all.front()), &result);
    for (const Series* series : all) WriteSeries(*series, &result);
  }
  for (const std::string& mistake : book_.mistakes()) result += "# MISTAKE " + mistake + '\n';
  return result;
}

}  // namespace testing
}  // namespace v1
}  // namespace weir

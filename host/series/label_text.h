// The labels of a series as the text formats write them: a="x",b="y", sorted by name, escaped. This
// text is the series' identity and its definition at once; it is made once, when it is added.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "series/family.h"

namespace weir::series {

// Labels that the operator adds to all series of a collector.
using ExtraLabels = std::map<std::string, std::string>;

// What labels are called that a label text writes otherwise: written name → name.
using LabelNames = std::map<std::string, std::string, std::less<>>;

// Appends a label value with \\, \" and \n escaped.
void AppendEscapedValue(std::string& out, std::string_view value);

// Appends a="x",b="y" in the given order, values escaped: an exemplar's labels.
void AppendLabels(std::string& out, std::span<const std::string_view> names,
                  std::span<const std::string_view> values);

// Writes the label text of one family's series.  A label of the plugin's that has the name of an
// extra one becomes exported_<name>, as Prometheus does on such a clash.  An extra label that the
// type needs for itself (le, quantile, a stateset's name) is left out.
class LabelWriter {
 public:
  LabelWriter(const Family& family, const ExtraLabels& extra);

  // Appends the text of a series; values are as many as the family's label_names.  An empty value
  // is the same as no label.
  void Append(std::string& out, std::span<const std::string_view> values) const;

  // Of the family's labels; empty if all are written as they are called.
  const LabelNames& names() const { return names_; }

 private:
  struct Label {
    std::string name;
    size_t value;      // index into values, or kFixed
    std::string text;  // escaped value of a fixed one
  };
  static constexpr size_t kFixed = static_cast<size_t>(-1);

  std::vector<Label> labels_;
  LabelNames names_;
};

}  // namespace weir::series

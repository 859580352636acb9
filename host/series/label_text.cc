#include "series/label_text.h"

#include <algorithm>
#include <set>

#include "series/names.h"

namespace weir::series {
namespace {

using Names = std::set<std::string>;

std::string AsWritten(const std::string& label) {
  return EscapeLabelName(label, Escaping::kUnderscores);
}

// All names that the family's own labels have on the page, before any is renamed.
Names NamesOf(const Family& family) {
  Names names = {TypeLabel(family)};
  for (const auto& label : family.label_names) names.insert(AsWritten(label));
  return names;
}

// As many exported_ as make the name behind them a new one.
std::string ExportedPrefix(const std::string& name, Names& taken) {
  std::string prefix;
  do {
    prefix += "exported_";
  } while (!taken.insert(prefix + name).second);
  return prefix;
}

}  // namespace

void AppendEscapedValue(std::string& out, std::string_view value) {
  size_t start = 0;
  for (size_t i = 0; i < value.size(); ++i) {
    const char c = value[i];
    if (c != '\\' && c != '"' && c != '\n') continue;
    out.append(value, start, i - start).append(c == '\n' ? "\\n" : c == '"' ? "\\\"" : "\\\\");
    start = i + 1;
  }
  out.append(value, start);
}

void AppendLabels(std::string& out, std::span<const std::string_view> names,
                  std::span<const std::string_view> values) {
  for (size_t i = 0; i < names.size(); ++i) {
    if (i > 0) out += ',';
    out.append(names[i]).append("=\"");
    AppendEscapedValue(out, values[i]);
    out += '"';
  }
}

LabelWriter::LabelWriter(const Family& family, const ExtraLabels& extra) {
  Names extra_names;
  for (const auto& [name, value] : extra) {
    if (value.empty() || AsWritten(name) == TypeLabel(family)) continue;
    std::string text;
    AppendEscapedValue(text, value);
    if (extra_names.insert(AsWritten(name)).second)
      labels_.push_back({AsWritten(name), kFixed, text});
  }
  Names taken = NamesOf(family);
  taken.insert(extra_names.begin(), extra_names.end());
  for (size_t i = 0; i < family.label_names.size(); ++i) {
    const std::string name = AsWritten(family.label_names[i]);
    const std::string prefix = extra_names.contains(name) ? ExportedPrefix(name, taken) : "";
    labels_.push_back({prefix + name, i, {}});
    if (name != family.label_names[i])
      names_.emplace(prefix + name, prefix + family.label_names[i]);
  }
  std::ranges::sort(labels_, {}, &Label::name);
  for (auto& label : labels_) label.name += "=\"";
}

void LabelWriter::Append(std::string& out, std::span<const std::string_view> values) const {
  const size_t start = out.size();
  for (const auto& label : labels_) {
    if (label.value != kFixed && values[label.value].empty()) continue;
    if (out.size() > start) out += ',';
    out += label.name;
    if (label.value == kFixed) {
      out += label.text;
    } else {
      AppendEscapedValue(out, values[label.value]);
    }
    out += '"';
  }
}

}  // namespace weir::series

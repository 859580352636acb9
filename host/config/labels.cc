#include "config/labels.h"

#include <cstddef>
#include <optional>
#include <string_view>

#include "config/map_reader.h"
#include "config/quoted.h"

namespace weir::config {
namespace {

constexpr size_t kLongestName = 256;
constexpr size_t kLongestValue = 4096;
constexpr std::string_view kFirst = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_";
constexpr std::string_view kDigits = "0123456789";

// [a-zA-Z_][a-zA-Z0-9_]*, Prometheus' "label name" before 3.0: valid in every format.
bool IsLabelName(std::string_view name) {
  if (name.empty() || name.size() > kLongestName) return false;
  if (kFirst.find(name[0]) == std::string_view::npos) return false;
  for (const char c : name) {
    const bool known = kFirst.find(c) != std::string_view::npos;
    if (!known && kDigits.find(c) == std::string_view::npos) return false;
  }
  return true;
}

// The end of a sentence that begins with the name; empty if all is well.
std::string_view WrongWithName(std::string_view name) {
  if (!IsLabelName(name)) return "is not a label's name: letters, digits and _, no digit first";
  if (name.starts_with("__")) return "is reserved: labels that begin with __ are Prometheus' own";
  if (name.starts_with("U__")) return "is reserved: U__ begins names that were escaped";
  if (name == "le" || name == "quantile") return "is reserved for histograms and summaries";
  return "";
}

std::string_view WrongWithValue(std::string_view value) {
  if (value.size() > kLongestValue) return "is too long: a label's value has at most 4096 bytes";
  if (value.find('\0') != std::string_view::npos) return "contains a NUL byte";
  return "";
}

}  // namespace

void ReadLabels(const Node& node, const std::string& context, Reading& reading,
                std::map<std::string, std::string>& labels) {
  MapReader map(node, context + "labels: ", reading);
  for (const Entry& entry : node.entries) {
    const std::string_view wrong = WrongWithName(entry.key);
    if (!wrong.empty()) map.Report(entry.position, Quoted(entry.key) + " " + std::string(wrong));
    const std::string prefix = map.context() + Quoted(entry.key) + ": ";
    const std::optional<Text> text = reading.TextOf(entry.value, prefix);
    if (!text) continue;
    const std::string_view bad = WrongWithValue(text->value);
    if (!bad.empty()) {
      reading.findings().Add(entry.value.position, prefix + text->shown + " " + std::string(bad));
    }
    labels[entry.key] = text->value;
  }
  std::erase_if(labels, [](const auto& label) { return label.second.empty(); });
}

}  // namespace weir::config

// What weir/plugin.h demands of families, series and values, as the sentence that says it is
// broken.
#pragma once

#include <weir/definitions.h>
#include <weir/plugin.h>

#include <cmath>
#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace weir {
inline namespace v1 {
namespace testing {

using detail::FamilyDefinition;

inline std::string_view View(weir_str text) { return {text.len == 0 ? "" : text.ptr, text.len}; }

// Whether it is well-formed UTF-8 (no overlong forms, surrogates or code points above U+10FFFF).
inline bool IsUtf8(std::string_view text) {
  auto byte = [&](size_t i) {
    return i < text.size() ? static_cast<unsigned>(static_cast<unsigned char>(text[i])) : 0U;
  };
  for (size_t i = 0; i < text.size();) {
    unsigned lead = byte(i);
    unsigned second = byte(i + 1);
    size_t length = lead < 0x80 ? 1 : lead < 0xC2 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    if (length == 0 || lead > 0xF4) return false;
    if ((lead == 0xE0 && second < 0xA0) || (lead == 0xED && second > 0x9F) ||
        (lead == 0xF0 && second < 0x90) || (lead == 0xF4 && second > 0x8F)) {
      return false;
    }
    for (size_t k = 1; k < length; ++k) {
      if ((byte(i + k) & 0xC0) != 0x80) return false;
    }
    i += length;
  }
  return true;
}

inline const char* TypeName(weir_type type) {
  static constexpr const char* kNames[] = {"untyped", "counter", "gauge",    "histogram",
                                           "summary", "info",    "stateset", "gaugehistogram"};
  return type >= 0 && type <= WEIR_GAUGEHISTOGRAM ? kNames[type] : "nothing";
}

// The names under which a family's samples are shown.
inline std::vector<std::string> SampleNames(const FamilyDefinition& family) {
  std::vector<const char*> suffixes = {""};
  if (family.type == WEIR_HISTOGRAM) suffixes = {"", "_bucket", "_count", "_sum"};
  if (family.type == WEIR_GAUGEHISTOGRAM) suffixes = {"", "_bucket", "_gcount", "_gsum"};
  if (family.type == WEIR_SUMMARY) suffixes = {"", "_count", "_sum"};
  std::vector<std::string> result;
  result.reserve(suffixes.size());
  for (const char* suffix : suffixes) result.push_back(family.name + suffix);
  return result;
}

inline bool IsHistogram(const FamilyDefinition& family) {
  return family.type == WEIR_HISTOGRAM || family.type == WEIR_GAUGEHISTOGRAM;
}

inline bool CountsSinceSomeTime(const FamilyDefinition& family) {
  return family.type == WEIR_COUNTER || family.type == WEIR_HISTOGRAM ||
         family.type == WEIR_SUMMARY;
}

inline bool OwnsLabel(const FamilyDefinition& family, const std::string& label) {
  return (label == "le" && IsHistogram(family)) ||
         (label == "quantile" && family.type == WEIR_SUMMARY) ||
         (label == family.name && family.type == WEIR_STATESET);
}

inline std::string LabelMistake(const FamilyDefinition& family) {
  std::set<std::string> seen;
  for (const std::string& label : family.label_names) {
    if (label.empty() || !IsUtf8(label)) return "a label name that is empty or not UTF-8";
    if (label.substr(0, 2) == "__" || OwnsLabel(family, label)) return "reserved label " + label;
    if (!seen.insert(label).second) return "label " + label + " twice";
  }
  return "";
}

inline std::string BoundMistake(const FamilyDefinition& family) {
  bool quantiles = family.type == WEIR_SUMMARY;
  for (size_t i = 0; i < family.bounds.size(); ++i) {
    double bound = family.bounds[i];
    if (!std::isfinite(bound) || (quantiles && (bound < 0 || bound > 1))) {
      return quantiles ? "a quantile outside 0 to 1" : "a bound that is not finite";
    }
    if (i > 0 && bound <= family.bounds[i - 1]) return "bounds that do not rise";
  }
  return "";
}

inline std::string StateMistake(const FamilyDefinition& family) {
  if (family.type != WEIR_STATESET) return "";
  std::set<std::string> seen;
  for (const std::string& state : family.states) {
    if (state.empty() || !IsUtf8(state)) return "a state that is empty or not UTF-8";
    if (!seen.insert(state).second) return "state " + state + " twice";
  }
  return family.states.empty() ? "a stateset without states" : "";
}

// A family's name without what its type puts behind it.
inline std::string BaseName(const FamilyDefinition& family) {
  const std::string suffix = family.type == WEIR_COUNTER ? "_total" : "";
  const size_t size = family.name.size();
  const bool has_it = size > suffix.size() && family.name.substr(size - suffix.size()) == suffix;
  return has_it ? family.name.substr(0, size - suffix.size()) : family.name;
}

inline std::string UnitMistake(const FamilyDefinition& family) {
  if (family.unit.empty()) return "";
  if (family.type == WEIR_INFO || family.type == WEIR_STATESET) return "a unit of what has none";
  const std::string name = BaseName(family), end = "_" + family.unit;
  const bool ends = name.size() > end.size() && name.substr(name.size() - end.size()) == end;
  return ends ? "" : "a unit that the name does not end in";
}

inline std::string ShapeMistake(const FamilyDefinition& family) {
  if (!family.bounds.empty() && !IsHistogram(family) && family.type != WEIR_SUMMARY)
    return "bounds of a type that has none";
  return !family.states.empty() && family.type != WEIR_STATESET ? "states of a type that has none"
                                                                : "";
}

// Empty if the family may be added.
inline std::string FamilyMistake(const FamilyDefinition& family) {
  if (family.name.empty() || !IsUtf8(family.name)) return "a name that is empty or not UTF-8";
  if (family.name.substr(0, 5) == "weir_") return "reserved name";
  if (!IsUtf8(family.help) || !IsUtf8(family.unit)) return "help or unit that is not UTF-8";
  if (family.type < 0 || family.type > WEIR_GAUGEHISTOGRAM) return "unknown type";
  for (const auto mistake_of : {LabelMistake, ShapeMistake, BoundMistake, StateMistake}) {
    const std::string mistake = mistake_of(family);
    if (!mistake.empty()) return mistake;
  }
  return UnitMistake(family);
}

inline std::string BucketMistake(const FamilyDefinition& family, const double* values) {
  size_t buckets = family.bounds.size() + 1;
  for (size_t i = 0; i < buckets; ++i) {
    if (std::isnan(values[i]) || values[i] < 0) return "a bucket that is NaN or negative";
    if (i > 0 && values[i] < values[i - 1]) return "buckets that fall";
  }
  return "";
}

// Empty if the values of one series' slots may be shown.
inline std::string ValueMistake(const FamilyDefinition& family, const double* values) {
  switch (family.type) {
    case WEIR_COUNTER:
      return std::isnan(values[0]) || values[0] < 0 ? "a counter that is NaN or negative" : "";
    case WEIR_INFO:
      return values[0] == 1 ? "" : "an info that is not 1";
    case WEIR_STATESET:
      for (size_t i = 0; i < family.states.size(); ++i) {
        if (values[i] != 0 && values[i] != 1) return "a state that is neither 0 nor 1";
      }
      return "";
    case WEIR_HISTOGRAM:
    case WEIR_GAUGEHISTOGRAM:
      return BucketMistake(family, values);
    case WEIR_SUMMARY: {
      double count = values[family.bounds.size()];
      return std::isnan(count) || count < 0 ? "a count that is NaN or negative" : "";
    }
    default:
      return "";
  }
}

inline bool EndsIn(const std::string& text, const std::string& end) {
  return text.size() >= end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

// What every format can say: milliseconds from 1970 to 9999.
inline bool IsUnixTime(int64_t ms) { return ms >= 0 && ms <= 253402300799999; }

// Empty if a series' offset-th slot may have an exemplar with these labels.
inline std::string ExemplarMistake(const FamilyDefinition& family, size_t offset,
                                   const std::vector<std::string>& names,
                                   const std::vector<std::string>& values) {
  bool counter = family.type == WEIR_COUNTER && EndsIn(family.name, "_total");
  if (!counter && !(IsHistogram(family) && offset <= family.bounds.size())) {
    return "an exemplar of neither a bucket nor a counter named _total";
  }
  size_t characters = 0;
  for (const auto* texts : {&names, &values}) {
    for (const std::string& text : *texts) {
      if (!IsUtf8(text)) return "an exemplar's label that is not UTF-8";
      for (char c : text) characters += (static_cast<unsigned char>(c) & 0xC0U) != 0x80U ? 1U : 0U;
    }
  }
  return characters > 128 ? "an exemplar of more than 128 characters" : "";
}

}  // namespace testing
}  // namespace v1
}  // namespace weir

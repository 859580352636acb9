#include "series/rules.h"

#include <algorithm>
#include <cmath>

#include "series/names.h"

namespace weir::series {
namespace {

using Check = std::optional<Refusal>;

constexpr Escaping kSchemes[] = {Escaping::kUnderscores, Escaping::kDots, Escaping::kValues};

Refusal Invalid(std::string message) {
  return {WEIR_E_INVALID, Refused::kInvalid, std::move(message)};
}

Refusal Reserved(std::string message) {
  return {WEIR_E_INVALID, Refused::kReserved, std::move(message)};
}

Refusal OverLimit(const std::string& what, size_t size, size_t limit) {
  return {WEIR_E_LIMIT, Refused::kLimit,
          what + " has " + std::to_string(size) + ", the limit is " + std::to_string(limit)};
}

// Bytes that are no text must not reach a log line either.
std::string Quoted(std::string_view name) {
  return IsUtf8(name) ? "\"" + std::string(name) + "\"" : "a name that is not UTF-8";
}

Check CheckText(const std::string& what, std::string_view text, size_t limit) {
  if (text.size() > limit) return OverLimit(what + ": bytes:", text.size(), limit);
  if (!IsUtf8(text)) return Refusal{WEIR_E_INVALID, Refused::kUtf8, what + " is not UTF-8"};
  return {};
}

Check CheckName(const Family& family, const Limits& limits, Author author) {
  if (family.name.empty()) return Invalid("a family's name is empty");
  if (auto bad = CheckText("name of a family", family.name, limits.name_bytes)) return bad;
  const std::string text = EscapeName(family.name, Escaping::kUnderscores);
  if (author == Author::kPlugin && text.starts_with("weir_")) {
    return Reserved("family " + Quoted(family.name) +
                    ": names that begin with weir_ are Weir's own");
  }
  return {};
}

// Whether the two are one label under some escaping scheme.
bool SameLabel(std::string_view a, std::string_view b) {
  return std::ranges::any_of(kSchemes, [&](Escaping scheme) {
    return EscapeLabelName(a, scheme) == EscapeLabelName(b, scheme);
  });
}

bool OwnedByType(const Family& family, std::string_view label) {
  const std::string own = TypeLabel(family);
  if (own.empty()) return false;
  return SameLabel(family.type == Type::kStateSet ? family.name : own, label);
}

Check CheckLabelName(const Family& family, const std::string& label, const Limits& limits) {
  const std::string place = "family " + Quoted(family.name) + ": label ";
  if (label.empty()) return Invalid(place + "with an empty name");
  if (auto bad = CheckText(place + "name", label, limits.name_bytes)) return bad;
  if (EscapeLabelName(label, Escaping::kUnderscores).starts_with("__")) {
    return Reserved(place + Quoted(label) + ": names that begin with __ are Prometheus' own");
  }
  if (OwnedByType(family, label)) {
    return Reserved(place + Quoted(label) + " belongs to the type " +
                    std::string(Name(family.type)));
  }
  return {};
}

// Distinct, and still so when written under any escaping scheme.
Check CheckDistinct(const std::string& place, const std::vector<std::string>& names) {
  for (const Escaping scheme : kSchemes) {
    std::vector<std::string> escaped;
    escaped.reserve(names.size());
    for (const auto& name : names) escaped.push_back(EscapeLabelName(name, scheme));
    std::sort(escaped.begin(), escaped.end());
    const auto twice = std::adjacent_find(escaped.begin(), escaped.end());
    if (twice != escaped.end()) return Invalid(place + Quoted(*twice) + " twice");
  }
  return {};
}

Check CheckLabels(const Family& family, const Limits& limits) {
  const std::string place = "family " + Quoted(family.name) + ": ";
  if (family.label_names.size() > limits.labels) {
    return OverLimit(place + "labels:", family.label_names.size(), limits.labels);
  }
  for (const auto& label : family.label_names) {
    if (auto bad = CheckLabelName(family, label, limits)) return bad;
  }
  return CheckDistinct(place + "label ", family.label_names);
}

bool Rises(const std::vector<double>& bounds) {
  for (size_t i = 0; i < bounds.size(); ++i) {
    if (!std::isfinite(bounds[i]) || (i > 0 && !(bounds[i] > bounds[i - 1]))) return false;
  }
  return true;
}

Check CheckBounds(const Family& family) {
  const std::string place = "family " + Quoted(family.name) + ": ";
  const bool histogram = family.type == Type::kHistogram || family.type == Type::kGaugeHistogram;
  const bool summary = family.type == Type::kSummary;
  if (!histogram && !summary && !family.bounds.empty()) {
    return Invalid(place + "bounds on a " + std::string(Name(family.type)));
  }
  if (!Rises(family.bounds)) return Invalid(place + "bounds must be finite and rise");
  if (summary && !family.bounds.empty() &&
      (family.bounds.front() < 0 || family.bounds.back() > 1)) {
    return Invalid(place + "quantiles must be between 0 and 1");
  }
  return {};
}

Check CheckStates(const Family& family, const Limits& limits) {
  const std::string place = "family " + Quoted(family.name) + ": ";
  if (family.type != Type::kStateSet) {
    return family.states.empty() ? Check()
                                 : Invalid(place + "states on a " + std::string(Name(family.type)));
  }
  if (family.states.empty()) return Invalid(place + "a stateset without states");
  if (TypeLabel(family).starts_with("__")) {
    return Reserved(
        place +
        "a stateset's name is a label too, and those that begin with __ are Prometheus' own");
  }
  for (const auto& state : family.states) {
    if (state.empty()) return Invalid(place + "a state with an empty name");
    if (auto bad = CheckText(place + "name of a state", state, limits.value_bytes)) return bad;
  }
  auto sorted = family.states;
  std::sort(sorted.begin(), sorted.end());
  const auto twice = std::adjacent_find(sorted.begin(), sorted.end());
  return twice == sorted.end() ? Check() : Invalid(place + "state " + Quoted(*twice) + " twice");
}

std::string_view WithoutSuffix(std::string_view name, Type type) {
  const std::string_view suffix = type == Type::kCounter ? "_total"
                                  : type == Type::kInfo  ? "_info"
                                                         : "";
  if (name.ends_with(suffix)) name.remove_suffix(suffix.size());
  return name;
}

// OpenMetrics 1.0: a name must end in its unit, and an info or a stateset has none.
Check CheckUnit(const Family& family) {
  if (family.unit.empty()) return {};
  const std::string place = "family " + Quoted(family.name) + ": unit ";
  if (family.unit.size() >= family.name.size())
    return Invalid(place + "as long as the name that should end in it");
  if (!IsLegacyLabelName(family.unit)) return Invalid(place + Quoted(family.unit) + " is no word");
  if (family.type == Type::kInfo || family.type == Type::kStateSet) {
    return Invalid(place + "on a " + std::string(Name(family.type)));
  }
  if (!WithoutSuffix(family.name, family.type).ends_with("_" + family.unit)) {
    return Invalid(place + Quoted(family.unit) + ", but the name does not end in it");
  }
  return {};
}

}  // namespace

std::string_view Name(Refused reason) {
  static constexpr std::string_view kNames[kRefusedReasons] = {
      "invalid", "bad_utf8", "reserved_name", "conflict", "limit"};
  return kNames[static_cast<size_t>(reason)];
}

std::optional<Refusal> CheckFamily(const Family& family, const Limits& limits, Author author) {
  const auto type = static_cast<int32_t>(family.type);
  if (type < 0 || type >= kTypes) return Invalid("unknown type " + std::to_string(type));
  if (auto bad = CheckName(family, limits, author)) return bad;
  if (auto bad =
          CheckText("family " + Quoted(family.name) + ": help", family.help, limits.help_bytes)) {
    return bad;
  }
  if (auto bad = CheckLabels(family, limits)) return bad;
  if (auto bad = CheckBounds(family)) return bad;
  if (auto bad = CheckStates(family, limits)) return bad;
  if (family.bounds.size() + family.states.size() > limits.series) {
    return OverLimit("family " + Quoted(family.name) + ": bounds and states:",
                     family.bounds.size() + family.states.size(), limits.series);
  }
  return CheckUnit(family);
}

std::optional<Refusal> CheckLabelValue(std::string_view value, const Limits& limits) {
  return CheckText("label value", value, limits.value_bytes);
}

}  // namespace weir::series

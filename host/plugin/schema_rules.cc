#include "plugin/schema_rules.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <functional>
#include <regex>

#include "plugin/quoted.h"

namespace weir::plugin {
namespace {

using nlohmann::json;
using Faults = std::vector<std::string>;

constexpr size_t kLongestForPattern = 4096;  // std::regex takes a frame of the stack for each byte

std::string TypeOf(const json& value) {
  if (value.is_object()) return "object";
  if (value.is_array()) return "array";
  if (value.is_string()) return "string";
  if (value.is_boolean()) return "boolean";
  if (value.is_null()) return "null";
  return value.is_number_integer() ? "integer" : "number";
}

// With its article.
std::string Noun(const std::string& type) {
  if (type == "object") return "a map";
  if (type == "array") return "a list";
  if (type == "boolean") return "true or false";
  if (type == "null") return "empty";
  return (type == "integer" ? "an " : "a ") + type;
}

bool IsOfType(const json& value, const std::string& type) {
  if (type == "number") return value.is_number();
  if (type == "integer" && value.is_number_float()) {
    return std::trunc(value.get<double>()) == value.get<double>();
  }
  return TypeOf(value) == type;
}

size_t Characters(const std::string& text) {
  return static_cast<size_t>(std::ranges::count_if(
      text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

std::string Listed(const json& values) {
  std::string text;
  for (const json& value : values) text += (text.empty() ? "" : ", ") + value.dump();
  return text;
}

std::optional<double> Number(const json& schema, const char* name) {
  const json* keyword = Keyword(schema, name);
  if (keyword == nullptr || !keyword->is_number()) return {};
  return keyword->get<double>();
}

void AddChoice(const json& value, const json& schema, Faults& faults) {
  const json* choices = Keyword(schema, "enum");
  if (choices != nullptr && choices->is_array() &&
      std::ranges::find(*choices, value) == choices->end()) {
    faults.push_back("must be one of " + Listed(*choices));
  }
  const json* only = Keyword(schema, "const");
  if (only != nullptr && *only != value) faults.push_back("must be " + only->dump());
}

struct Bound {
  const char* keyword;
  const char* message;
  bool (*crossed)(double value, double bound);
};

constexpr Bound kBounds[] = {
    {"minimum", "must be at least ", [](double a, double b) { return a < b; }},
    {"maximum", "must be at most ", [](double a, double b) { return a > b; }},
    {"exclusiveMinimum", "must be more than ", [](double a, double b) { return a <= b; }},
    {"exclusiveMaximum", "must be less than ", [](double a, double b) { return a >= b; }},
    {"multipleOf", "must be a multiple of ",
     [](double a, double b) { return std::remainder(a, b) != 0; }}};

void AddBounds(const json& value, const json& schema, Faults& faults) {
  for (const Bound& bound : kBounds) {
    const auto limit = Number(schema, bound.keyword);
    if (limit && bound.crossed(value.get<double>(), *limit)) {
      faults.push_back(bound.message + schema[bound.keyword].dump());
    }
  }
}

void AddSize(size_t size, const json& schema, const std::string& word, const std::string& noun,
             Faults& faults) {
  const auto count = static_cast<double>(size);
  const std::string least = "min" + word, most = "max" + word;
  const auto low = Number(schema, least.c_str()), high = Number(schema, most.c_str());
  if (low && count < *low) {
    faults.push_back("must have at least " + schema[least].dump() + " " + noun);
  }
  if (high && count > *high) {
    faults.push_back("must have at most " + schema[most].dump() + " " + noun);
  }
}

void AddString(const std::string& text, const json& schema, Faults& faults) {
  AddSize(Characters(text), schema, "Length", "characters", faults);
  const json* pattern = Keyword(schema, "pattern");
  if (pattern != nullptr && pattern->is_string() && Matches(text, *pattern) == false) {
    faults.push_back("must match " + Quoted(pattern->get<std::string>()));
  }
}

void AddList(const json& value, const json& schema, Faults& faults) {
  AddSize(value.size(), schema, "Items", "items", faults);
  const json* unique = Keyword(schema, "uniqueItems");
  if (unique == nullptr || *unique != true) return;
  std::vector<json> sorted(value.begin(), value.end());
  std::ranges::sort(sorted, std::less<>());
  if (std::ranges::adjacent_find(sorted) != sorted.end()) faults.emplace_back("has an item twice");
}

void AddMap(const json& value, const json& schema, Faults& faults) {
  AddSize(value.size(), schema, "Properties", "keys", faults);
  const json* required = Keyword(schema, "required");
  if (required == nullptr) return;
  for (const json& key : *required) {
    if (key.is_string() && value.contains(key.get<std::string>())) continue;
    faults.push_back("lacks the key " + key.dump());
  }
}

}  // namespace

const json* Keyword(const json& schema, const char* name) {
  const auto found = schema.find(name);
  return found == schema.end() ? nullptr : &*found;
}

std::optional<bool> Matches(const std::string& text, const std::string& pattern) {
  if (text.size() > kLongestForPattern) return {};
  try {
    return std::regex_search(text, std::regex(pattern, std::regex::ECMAScript));
  } catch (const std::regex_error&) {
    return {};
  }
}

std::string WrongTypeOf(const json& value, const json& schema) {
  const json* types = Keyword(schema, "type");
  if (types == nullptr) return "";
  std::string wanted;
  for (const json& type : types->is_array() ? *types : json::array({*types})) {
    if (!type.is_string() || IsOfType(value, type)) return "";
    wanted += (wanted.empty() ? "" : " or ") + Noun(type);
  }
  return "must be " + wanted + ", but is " + Noun(TypeOf(value));
}

Faults FaultsOf(const json& value, const json& schema) {
  Faults faults;
  AddChoice(value, schema, faults);
  if (value.is_number()) AddBounds(value, schema, faults);
  if (value.is_string()) AddString(value.get_ref<const std::string&>(), schema, faults);
  if (value.is_array()) AddList(value, schema, faults);
  if (value.is_object()) AddMap(value, schema, faults);
  return faults;
}

}  // namespace weir::plugin

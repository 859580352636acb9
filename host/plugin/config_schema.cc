#include "plugin/config_schema.h"

#include <algorithm>
#include <cstddef>
#include <nlohmann/json.hpp>
#include <utility>

#include "plugin/closest_name.h"
#include "plugin/quoted.h"
#include "plugin/schema_rules.h"

namespace weir::plugin {
namespace {

using nlohmann::json;
using Pointer = json::json_pointer;

constexpr size_t kMost = 32;
constexpr int kDeepest = 200;  // of schemas within schemas, where $ref may go around

// Walks through a value and its schema, whose parts may stand in it by name.
class Judge {
 public:
  explicit Judge(const json& root) : root_(root) {}

  void Check(const json& schema, const json& value, const Pointer& pointer);
  std::vector<Violation> Take() { return std::move(found_); }

 private:
  // What is judged now.
  struct Place {
    const json& schema;
    const json& value;
    const Pointer& pointer;
  };

  void CheckKeywords(const Place& place);
  void CheckItems(const Place& place);
  void CheckMember(const Place& place, const std::string& key, const json& member);
  bool CheckByPattern(const Place& place, const std::string& key, const json& member);
  void CheckUnknown(const Place& place, const std::string& key, const json& member);
  void CheckReference(const Place& place);
  void CheckCombined(const Place& place);
  void CheckCondition(const Place& place);
  bool Fits(const json& schema, const Place& place) const;
  size_t CountFitting(const json& schemas, const Place& place) const;

  void Report(const Pointer& where, const std::string& message) {
    if (found_.size() >= kMost) return;
    const std::string pointer = where.to_string();
    found_.push_back({pointer, (pointer.empty() ? "it" : Quoted(pointer)) + " " + message});
  }

  const json& root_;
  int depth_ = 0;
  std::vector<Violation> found_;
};

void Judge::Check(const json& schema, const json& value, const Pointer& pointer) {
  if (depth_ >= kDeepest || found_.size() >= kMost) return;
  if (schema == false) return Report(pointer, "is not permitted");
  if (!schema.is_object()) return;
  ++depth_;
  CheckKeywords({schema, value, pointer});
  --depth_;
}

void Judge::CheckKeywords(const Place& place) {
  const std::string wrong_type = WrongTypeOf(place.value, place.schema);
  // The rest would say the same in other words.
  if (!wrong_type.empty()) return Report(place.pointer, wrong_type);
  for (const std::string& fault : FaultsOf(place.value, place.schema)) {
    Report(place.pointer, fault);
  }
  if (place.value.is_array()) CheckItems(place);
  if (place.value.is_object()) {
    for (const auto& [key, member] : place.value.items()) CheckMember(place, key, member);
  }
  CheckReference(place);
  CheckCombined(place);
  CheckCondition(place);
}

void Judge::CheckItems(const Place& place) {
  const json* first = Keyword(place.schema, "prefixItems");
  const json* items = Keyword(place.schema, "items");
  for (size_t i = 0; i < place.value.size(); ++i) {
    const bool own = first != nullptr && first->is_array() && i < first->size();
    const json* schema = own ? &(*first)[i] : items;
    if (schema != nullptr) Check(*schema, place.value[i], place.pointer / i);
  }
}

void Judge::CheckMember(const Place& place, const std::string& key, const json& member) {
  const json* properties = Keyword(place.schema, "properties");
  const bool known = properties != nullptr && properties->is_object() && properties->contains(key);
  if (known) Check((*properties)[key], member, place.pointer / key);
  const bool matched = CheckByPattern(place, key, member);
  if (!known && !matched) CheckUnknown(place, key, member);
}

// Whether there is a pattern for the key.
bool Judge::CheckByPattern(const Place& place, const std::string& key, const json& member) {
  const json* patterns = Keyword(place.schema, "patternProperties");
  if (patterns == nullptr || !patterns->is_object()) return false;
  bool matched = false;
  for (const auto& [pattern, schema] : patterns->items()) {
    if (Matches(key, pattern) == false) continue;
    matched = true;
    Check(schema, member, place.pointer / key);
  }
  return matched;
}

void Judge::CheckUnknown(const Place& place, const std::string& key, const json& member) {
  const json* others = Keyword(place.schema, "additionalProperties");
  if (others == nullptr) return;
  if (*others != false) return Check(*others, member, place.pointer / key);
  std::vector<std::string> known;
  const json* properties = Keyword(place.schema, "properties");
  if (properties != nullptr) {
    for (const auto& [name, schema] : properties->items()) known.push_back(name);
  }
  const std::string closest = ClosestName(key, known);
  Report(place.pointer / key,
         "is not known" + (closest.empty() ? "" : ", did you mean " + Quoted(closest) + "?"));
}

void Judge::CheckReference(const Place& place) {
  const json* reference = Keyword(place.schema, "$ref");
  if (reference == nullptr || !reference->is_string()) return;
  const auto& text = reference->get_ref<const std::string&>();
  if (!text.starts_with('#')) return;
  const Pointer target(text.substr(1));
  if (root_.contains(target)) Check(root_.at(target), place.value, place.pointer);
}

bool Judge::Fits(const json& schema, const Place& place) const {
  Judge judge(root_);
  judge.depth_ = depth_;
  judge.Check(schema, place.value, place.pointer);
  return judge.found_.empty();
}

size_t Judge::CountFitting(const json& schemas, const Place& place) const {
  return static_cast<size_t>(
      std::ranges::count_if(schemas, [&](const json& schema) { return Fits(schema, place); }));
}

void Judge::CheckCombined(const Place& place) {
  if (const json* all = Keyword(place.schema, "allOf"); all != nullptr) {
    for (const json& schema : *all) Check(schema, place.value, place.pointer);
  }
  const json* any = Keyword(place.schema, "anyOf");
  if (any != nullptr && CountFitting(*any, place) == 0) {
    Report(place.pointer, "has none of the forms that it may have");
  }
  const json* one = Keyword(place.schema, "oneOf");
  if (one != nullptr && CountFitting(*one, place) != 1) {
    Report(place.pointer, "must have exactly one of the forms that it may have");
  }
  const json* none = Keyword(place.schema, "not");
  if (none != nullptr && Fits(*none, place)) {
    Report(place.pointer, "has a form that it must not have");
  }
}

void Judge::CheckCondition(const Place& place) {
  const json* condition = Keyword(place.schema, "if");
  if (condition == nullptr) return;
  const json* then = Keyword(place.schema, Fits(*condition, place) ? "then" : "else");
  if (then != nullptr) Check(*then, place.value, place.pointer);
}

}  // namespace

std::vector<Violation> FindViolations(std::string_view schema, std::string_view config) {
  const json root = json::parse(schema, nullptr, false);
  const json value = json::parse(config, nullptr, false);
  Judge judge(root);
  try {
    judge.Check(root, value, Pointer());
  } catch (const json::exception&) {
    // A part of the schema has not the type that the standard gives it.
  }
  return judge.Take();
}

}  // namespace weir::plugin

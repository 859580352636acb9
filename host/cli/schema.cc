#include "cli/schema.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <filesystem>
#include <iostream>
#include <string_view>
#include <utility>

#include "cli/base_schema.h"
#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/trust.h"

namespace weir::cli {
namespace {

using nlohmann::ordered_json;

constexpr std::array<std::string_view, 5> kMapsOfSchemas = {
    "properties", "patternProperties", "$defs", "definitions", "dependentSchemas"};
constexpr std::array<std::string_view, 9> kSchemas = {
    "additionalProperties", "items", "contains", "propertyNames", "not", "if", "then", "else",
    "unevaluatedProperties"};
constexpr std::array<std::string_view, 4> kListsOfSchemas = {"allOf", "anyOf", "oneOf",
                                                             "prefixItems"};

template <class List>
bool Contains(const List& list, std::string_view word) {
  return std::ranges::find(list, word) != list.end();
}

// Whether a string may be what is {file: PATH} or {env: NAME} before it is looked up.
bool TakesString(const ordered_json& schema) {
  const auto type = schema.find("type");
  if (type == schema.end()) return schema.contains("enum") || schema.contains("pattern");
  return *type == "string" ||
         (type->is_array() && std::ranges::find(*type, "string") != type->end());
}

// Moves a plugin's schema into the whole: its references, and strings that stand elsewhere.
class Mover {
 public:
  explicit Mover(std::string base) : base_(std::move(base)) {}

  ordered_json Move(const ordered_json& schema) const {
    if (!schema.is_object()) return schema;
    ordered_json moved = ordered_json::object();
    for (const auto& [key, value] : schema.items()) moved[key] = Keyword(key, value);
    if (!TakesString(moved)) return moved;
    return {{"anyOf", {moved, {{"$ref", "#/$defs/reference"}}}}};
  }

 private:
  ordered_json Keyword(const std::string& key, const ordered_json& value) const {
    if (key == "$ref" && value.is_string()) return Reference(value.get<std::string>());
    if (Contains(kSchemas, key)) return Move(value);
    const bool listed = Contains(kListsOfSchemas, key) && value.is_array();
    if (!listed && !(Contains(kMapsOfSchemas, key) && value.is_object())) return value;
    ordered_json moved = value;
    for (auto& [name, schema] : moved.items()) schema = Move(schema);
    return moved;
  }

  std::string Reference(const std::string& text) const {
    return text.starts_with('#') ? base_ + text.substr(1) : text;
  }

  const std::string base_;
};

std::string EscapedForPattern(const std::string& text) {
  std::string out;
  for (const char c : text) {
    const bool plain = std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-';
    (plain ? out : out += '\\') += c;
  }
  return out;
}

// What `plugin:` is for it: linux, ./linux.so, all#linux.
std::string PatternOf(const PluginSchema& plugin) {
  const std::string name = EscapedForPattern(plugin.plugin);
  std::string pattern = "#" + name + "$";
  if (plugin.plugin != plugin.file) return pattern;
  return "^(.*/)?" + name + "(\\.so)?$|" + pattern;
}

ordered_json Conditional(const PluginSchema& plugin) {
  ordered_json part;
  part["if"] = {{"required", {"plugin"}},
                {"properties", {{"plugin", {{"type", "string"}, {"pattern", PatternOf(plugin)}}}}}};
  const ordered_json config = {{"$ref", "#/$defs/plugin_" + plugin.plugin}};
  part["then"] = {{"properties", {{"config", {{"anyOf", {{{"type", "null"}}, config}}}}}}};
  return part;
}

// Those that have a schema; says which files were refused.
std::vector<PluginSchema> SchemasOf(const std::vector<plugin::Listing>& listings) {
  std::vector<PluginSchema> schemas;
  for (const plugin::Listing& listing : listings) {
    if (!listing.refusal.empty()) std::cerr << listing.path << ": " << listing.refusal << "\n";
    for (const auto& plugin : listing.plugins) {
      if (!plugin->schema) continue;
      schemas.push_back(
          {plugin->name, std::filesystem::path(listing.path).stem(), *plugin->schema});
    }
  }
  return schemas;
}

}  // namespace

ordered_json ConfigurationSchema(const std::vector<PluginSchema>& plugins) {
  ordered_json whole = ordered_json::parse(kBaseSchema);
  ordered_json parts = ordered_json::array();
  for (const PluginSchema& plugin : plugins) {
    const std::string place = "plugin_" + plugin.plugin;
    ordered_json schema = Mover("#/$defs/" + place).Move(ordered_json::parse(plugin.schema));
    schema.erase("$schema");
    whole["$defs"][place] = std::move(schema);
    parts.push_back(Conditional(plugin));
  }
  if (!parts.empty()) whole["$defs"]["collector"]["allOf"] = std::move(parts);
  return whole;
}

int PrintSchema(const Arguments& arguments) {
  const auto listings = plugin::List(TrustFor(arguments));
  if (!listings) {
    std::cerr << "weir: " << listings.error().message << "\n";
    return kFailure;
  }
  std::cout << ConfigurationSchema(SchemasOf(*listings)).dump(2) << "\n";
  return kSuccess;
}

}  // namespace weir::cli

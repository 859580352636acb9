// What a JSON Schema says of one value without looking at what is in it: its type, its size, the
// choices and bounds.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

namespace weir::plugin {

// A keyword of the schema, which is an object; NULL if it is not there.
const nlohmann::json* Keyword(const nlohmann::json& schema, const char* name);

// Whether a part of the text matches (ECMAScript); nothing where that cannot be said.
std::optional<bool> Matches(const std::string& text, const std::string& pattern);

// What is wrong, as the end of a sentence that begins with the value: "must be a string, but is a
// list"; empty if nothing is.
std::string WrongTypeOf(const nlohmann::json& value, const nlohmann::json& schema);

// The same of all that the schema asks of a value of that type.
std::vector<std::string> FaultsOf(const nlohmann::json& value, const nlohmann::json& schema);

}  // namespace weir::plugin

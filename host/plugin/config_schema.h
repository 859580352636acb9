// Whether a configuration is as its plugin's JSON Schema says.
//
// Of JSON Schema (2020-12), this knows: type, enum, const; minimum, maximum, exclusiveMinimum,
// exclusiveMaximum, multipleOf; minLength, maxLength, pattern; items, prefixItems, minItems,
// maxItems, uniqueItems; properties, patternProperties, additionalProperties, required,
// minProperties, maxProperties; allOf, anyOf, oneOf, not, if, then, else; $ref within the schema.
// What it does not know permits everything, as the standard has it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace weir::plugin {

struct Violation {
  std::string pointer;  // JSON Pointer into the configuration
  std::string message;  // "/cpu/guest must be a boolean, but is a string"
};

// At most 32, in the order of the configuration.  Both are well-formed JSON.  Does not throw.
std::vector<Violation> FindViolations(std::string_view schema, std::string_view config);

}  // namespace weir::plugin

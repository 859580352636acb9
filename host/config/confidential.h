// What is likely to be a secret although it stands in the file itself.
#pragma once

#include <nlohmann/json.hpp>

namespace weir::config {

// What a secret is shown as.
inline constexpr const char* kSecret = "<secret>";

// Hides, wherever in the document they are: the values of keys that speak of passwords, secrets,
// tokens and the like, but for true, false and null; and what stands before the @ of a URL.
void HideConfidential(nlohmann::ordered_json& document);

}  // namespace weir::config

// What a configuration comes to, defaults filled in, as a document that is a configuration again.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "config/configuration.h"

namespace weir::config {

// What {file: PATH} and {env: NAME} stand for is shown as kSecret, and so is what confidential.h
// finds in plugins' own configurations.  plugin_directory: the one that holds where the
// configuration has none.
nlohmann::ordered_json Effective(const Configuration& configuration,
                                 const std::string& plugin_directory);

// Of maps, lists and values, as YAML that Weir reads as the same.
std::string ToYaml(const nlohmann::ordered_json& document);

}  // namespace weir::config

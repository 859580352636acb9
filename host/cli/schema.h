// The JSON Schema of exporter.yaml, for editors, with what plugins say of their part.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace weir::cli {

struct PluginSchema {
  std::string plugin;  // its name
  std::string file;    // that it is in, without folder and .so
  std::string schema;  // a JSON Schema of what stands under `config`
};

// config/exporter.schema.json, as it was when Weir was built, with the parts of these plugins.
nlohmann::ordered_json ConfigurationSchema(const std::vector<PluginSchema>& plugins);

}  // namespace weir::cli

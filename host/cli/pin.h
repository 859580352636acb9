// The SHA-256 that exporter.yaml may ask a plugin's file to have.
#pragma once

#include "config/configuration.h"
#include "error/result.h"
#include "plugin/plugin_file.h"

namespace weir::cli {

// Fails if the collector pins its plugin's file and this is another one.  What is looked at is what
// is loaded, unless the file is loaded by its path.  The error continues a sentence that began with
// the collector.
Result<void> CheckPin(const config::Collector& collector, const plugin::PluginFile& file);

}  // namespace weir::cli

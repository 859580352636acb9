/* Two plugins in one file. */
#include "zoo.h"

static const weir_plugin kPlugins[] = {{ZOO_FIELDS("first")}, {ZOO_FIELDS("second")}};

const weir_plugin* weir_plugin_entry_v1(uint32_t index) {
  return index < 2 ? &kPlugins[index] : NULL;
}

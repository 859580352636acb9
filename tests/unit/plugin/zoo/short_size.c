/* Its descriptor says that it ends before the functions. */
#include "zoo.h"

static weir_plugin plugin = {ZOO_FIELDS("short_size")};

const weir_plugin* weir_plugin_entry_v1(uint32_t index) {
  plugin.size = 40;
  return index == 0 ? &plugin : NULL;
}

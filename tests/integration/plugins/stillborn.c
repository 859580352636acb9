/* A plugin that crashes while it is loaded. */
#include <stddef.h>

#include "weir/plugin.h"

static int* volatile nowhere;

__attribute__((constructor)) static void wound(void) { *nowhere = 1; }

WEIR_EXPORT const weir_plugin* weir_plugin_entry_v1(uint32_t index) {
  (void)index;
  return NULL;
}

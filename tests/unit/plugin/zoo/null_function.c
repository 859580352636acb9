/* Cannot be collected. */
#include "zoo.h"

static const weir_plugin kPlugin = {.size = sizeof(weir_plugin),
                                    .name = "null_function",
                                    .version = "1",
                                    .description = "Has no collect.",
                                    .create = Create,
                                    .describe = Describe,
                                    .destroy = Destroy};

const weir_plugin* weir_plugin_entry_v1(uint32_t index) {
  (void)Collect;
  return index == 0 ? &kPlugin : NULL;
}

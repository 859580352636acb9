/* What the animals of the zoo share: a plugin that does nothing, correctly. */
#ifndef WEIR_TESTS_ZOO_H
#define WEIR_TESTS_ZOO_H

#include "weir/plugin.h"

static weir_status Create(const weir_host* host, weir_str config, weir_instance** out,
                          weir_error* err) {
  (void)host, (void)config, (void)err;
  *out = NULL;
  return WEIR_OK;
}

static weir_status Describe(weir_instance* self, weir_error* err) {
  (void)self, (void)err;
  return WEIR_OK;
}

static weir_status Collect(weir_instance* self, const weir_sink* sink, weir_error* err) {
  (void)self, (void)sink, (void)err;
  return WEIR_NO_DATA;
}

static void Destroy(weir_instance* self) { (void)self; }

#define ZOO_FIELDS(plugin_name)                                                  \
  .size = sizeof(weir_plugin), .abi_minor = WEIR_ABI_MINOR, .name = plugin_name, \
  .version = "1.2.3", .description = "An animal of the zoo.", .create = Create,  \
  .describe = Describe, .collect = Collect, .destroy = Destroy

/* A file with one plugin; further fields, or other values of those above, may follow the name. */
#define ZOO_PLUGIN(...)                             \
  static const weir_plugin kPlugin = {__VA_ARGS__}; \
  const weir_plugin* weir_plugin_entry_v1(uint32_t index) { return index == 0 ? &kPlugin : NULL; }

#endif

/* Shows families as its configuration says, to clash with other collectors: name, type ("gauge" or
 * "counter"), help, label (value of the one label, id), value. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "weir/plugin.h"

struct weir_instance {
  const weir_host* host;
  char name[128], type[32], help[128], label[128];
  double value, delay;
  weir_slot slot;
};

static void read_text(const weir_ext_config* config, const weir_host* host, const char* path,
                      char* out, size_t size) {
  weir_str text;
  if (config->get_str(host, weir_cstr(path), &text))
    snprintf(out, size, "%.*s", (int)text.len, text.ptr);
}

static weir_status create(const weir_host* host, weir_str json, weir_instance** out,
                          weir_error* err) {
  (void)json;
  weir_instance* self = calloc(1, sizeof *self);
  if (self == NULL) return weir_fail(err, WEIR_E_LIMIT, "no memory");
  const weir_ext_config* config = host->get_extension(host, WEIR_EXT_CONFIG);
  self->host = host;
  read_text(config, host, "/name", self->name, sizeof self->name);
  read_text(config, host, "/type", self->type, sizeof self->type);
  read_text(config, host, "/help", self->help, sizeof self->help);
  read_text(config, host, "/label", self->label, sizeof self->label);
  config->get_double(host, weir_cstr("/value"), &self->value);
  config->get_double(host, weir_cstr("/delay"), &self->delay);
  struct timespec time = {0, (long)(self->delay * 1e9)};
  nanosleep(&time, NULL);
  *out = self;
  return WEIR_OK;
}

static weir_status describe(weir_instance* self, weir_error* err) {
  weir_str label = weir_cstr("id");
  weir_str value = weir_cstr(self->label);
  weir_family family;
  memset(&family, 0, sizeof family);
  family.size = sizeof family;
  family.type = strcmp(self->type, "counter") == 0 ? WEIR_COUNTER : WEIR_GAUGE;
  family.name = weir_cstr(self->name);
  family.help = weir_cstr(self->help);
  family.label_names = &label;
  family.label_count = 1;
  weir_family_id id;
  const weir_status status = self->host->add_family(self->host, &family, &id, err);
  return status < 0 ? status : self->host->add_series(self->host, id, &value, 1, &self->slot, err);
}

static weir_status collect(weir_instance* self, const weir_sink* sink, weir_error* err) {
  (void)err;
  sink->push(sink, &self->slot, &self->value, NULL, 1);
  return WEIR_OK;
}

static void destroy(weir_instance* self) { free(self); }

WEIR_EXPORT const weir_plugin* weir_plugin_entry_v1(uint32_t index) {
  static const weir_plugin plugin = {.size = sizeof plugin,
                                     .abi_minor = WEIR_ABI_MINOR,
                                     .name = "claim",
                                     .version = "1.0.0",
                                     .description = "Shows one series, as configured.",
                                     .create = create,
                                     .describe = describe,
                                     .collect = collect,
                                     .destroy = destroy};
  return index == 0 ? &plugin : NULL;
}

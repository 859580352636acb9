/* A page of a given size: `series` gauges, each with a label value of `label_bytes`. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "weir/plugin.h"

struct weir_instance {
  const weir_host* host;
  int64_t series, label_bytes;
  weir_slot* slots;
  double* values;
};

static weir_status create(const weir_host* host, weir_str json, weir_instance** out,
                          weir_error* err) {
  (void)json;
  weir_instance* self = calloc(1, sizeof *self);
  if (self == NULL) return weir_fail(err, WEIR_E_LIMIT, "no memory");
  const weir_ext_config* config = host->get_extension(host, WEIR_EXT_CONFIG);
  self->host = host;
  self->series = 100;
  self->label_bytes = 60;
  config->get_int(host, weir_cstr("/series"), &self->series);
  config->get_int(host, weir_cstr("/label_bytes"), &self->label_bytes);
  self->slots = calloc((size_t)self->series, sizeof *self->slots);
  self->values = calloc((size_t)self->series, sizeof *self->values);
  *out = self;
  return WEIR_OK;
}

static weir_status describe(weir_instance* self, weir_error* err) {
  weir_str label = weir_cstr("text");
  weir_family family;
  memset(&family, 0, sizeof family);
  family.size = sizeof family;
  family.type = WEIR_GAUGE;
  family.name = weir_cstr("page_line");
  family.help = weir_cstr("One line of a page of a given size.");
  family.label_names = &label;
  family.label_count = 1;
  weir_family_id id;
  weir_status status = self->host->add_family(self->host, &family, &id, err);
  char* text = malloc((size_t)self->label_bytes + 1);
  memset(text, 'x', (size_t)self->label_bytes);
  for (int64_t i = 0; status >= 0 && i < self->series; ++i) {
    char number[24];
    const int digits = snprintf(number, sizeof number, "%08lld", (long long)i);
    memcpy(text, number, (size_t)digits);
    const weir_str value = {text, (size_t)self->label_bytes};
    status = self->host->add_series(self->host, id, &value, 1, &self->slots[i], err);
  }
  free(text);
  return status;
}

static weir_status collect(weir_instance* self, const weir_sink* sink, weir_error* err) {
  (void)err;
  for (int64_t i = 0; i < self->series; ++i) self->values[i] += 1;
  sink->push(sink, self->slots, self->values, NULL, (size_t)self->series);
  return WEIR_OK;
}

static void destroy(weir_instance* self) {
  free(self->slots);
  free(self->values);
  free(self);
}

static const weir_plugin plugin = {
    .size = sizeof plugin,
    .abi_minor = WEIR_ABI_MINOR,
    .name = "page",
    .version = "1.0.0",
    .description = "A page of a given size.",
    .create = create,
    .describe = describe,
    .collect = collect,
    .destroy = destroy,
};

const weir_plugin* weir_plugin_entry_v1(uint32_t index) { return index == 0 ? &plugin : NULL; }

/* A whole plugin in C11, with every field spelled out.  One line builds it:
 *
 *   cc -std=c11 -O2 -fPIC -shared -fvisibility=hidden $(pkg-config --cflags weir-sdk) \
 *      -o foobar.so foobar.c
 *
 * Without pkg-config, a copy of weir/plugin.h is enough: put it into ./weir/ and say -I. instead.
 */
#include <stdlib.h>
#include <weir/plugin.h>

/* What the host holds as an opaque pointer: here, the numbers that it gave to the series. */
struct weir_instance {
  const weir_host* host;
  weir_slot slots[2]; /* foo_metric, bar_metric */
};

static weir_status create(const weir_host* host, weir_str config, weir_instance** out,
                          weir_error* err) {
  (void)config; /* there is nothing to configure */
  weir_instance* self = calloc(1, sizeof *self);
  if (self == NULL) return weir_fail(err, WEIR_E_LIMIT, "out of memory");
  self->host = host;
  *out = self;
  return WEIR_OK;
}

/* Adds a counter without labels, which is a family of one series, and writes its slot. */
static weir_status add_counter(const weir_host* host, const char* name, const char* help,
                               weir_slot* slot, weir_error* err) {
  weir_family family = {
      .size = sizeof family,
      .type = WEIR_COUNTER,
      .name = weir_cstr(name),
      .help = weir_cstr(help),
      .unit = weir_cstr(""),
      .label_names = NULL,
      .label_count = 0,
      .bounds = NULL,
      .bound_count = 0,
      .states = NULL,
      .state_count = 0,
  };
  weir_family_id id = 0;
  weir_status status = host->add_family(host, &family, &id, err);
  if (status < 0) return status; /* the host has explained it in *err */
  return host->add_series(host, id, NULL, 0, slot, err);
}

static weir_status describe(weir_instance* self, weir_error* err) {
  weir_status status =
      add_counter(self->host, "foo_metric", "Shows whether a foo has occurred in our cluster",
                  &self->slots[0], err);
  if (status < 0) return status;
  return add_counter(self->host, "bar_metric", "Shows whether a bar has occurred in our cluster",
                     &self->slots[1], err);
}

static weir_status collect(weir_instance* self, const weir_sink* sink, weir_error* err) {
  const double values[2] = {1, 1};
  (void)err; /* nothing can fail here */
  sink->push(sink, self->slots, values, NULL, 2);
  return WEIR_OK;
}

static void destroy(weir_instance* self) { free(self); }

static const weir_plugin plugin = {
    .size = sizeof plugin,
    .abi_minor = WEIR_ABI_MINOR,
    .min_host_minor = 0,
    .flags = 0,
    .name = "foobar",
    .version = "1.0.0",
    .description = "Shows whether foos and bars have occurred.",
    .config_schema = NULL,
    .create = create,
    .describe = describe,
    .collect = collect,
    .destroy = destroy,
    .get_extension = NULL,
};

const weir_plugin* weir_plugin_entry_v1(uint32_t index) { return index == 0 ? &plugin : NULL; }

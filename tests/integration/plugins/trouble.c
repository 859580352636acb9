/* A plugin that misbehaves as `mode` in its configuration says.  One gauge, trouble_value, is
 * pushed where a mode gets that far. */
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "weir/plugin.h"

struct weir_instance {
  const weir_host* host;
  char mode[64];
  weir_slot slot;
  weir_slot histogram; /* bounds 1 and 2: four slots */
  uint64_t calls;
};

static pthread_mutex_t never = PTHREAD_MUTEX_INITIALIZER;

static bool is(const weir_instance* self, const char* mode) {
  return strcmp(self->mode, mode) == 0;
}

static void sleep_seconds(double seconds) {
  struct timespec time = {(time_t)seconds, (long)((seconds - (double)(time_t)seconds) * 1e9)};
  nanosleep(&time, NULL);
}

static weir_status create(const weir_host* host, weir_str config, weir_instance** out,
                          weir_error* err) {
  (void)config;
  const weir_ext_config* settings = host->get_extension(host, WEIR_EXT_CONFIG);
  weir_str mode = {"", 0};
  settings->get_str(host, weir_cstr("/mode"), &mode);
  weir_instance* self = calloc(1, sizeof *self);
  if (self == NULL) return weir_fail(err, WEIR_E_LIMIT, "no memory");
  self->host = host;
  snprintf(self->mode, sizeof self->mode, "%.*s", (int)mode.len, mode.ptr);
  if (is(self, "create_fails")) {
    snprintf(err->config_pointer, sizeof err->config_pointer, "/mode");
    err->os_error = 13;
    free(self);
    return weir_fail(err, WEIR_E_INVALID, "cannot use this mode");
  }
  if (is(self, "create_hangs")) sleep_seconds(3600);
  *out = self;
  return WEIR_OK;
}

static weir_family gauge(const char* name) {
  weir_family family;
  memset(&family, 0, sizeof family);
  family.size = sizeof family;
  family.type = WEIR_GAUGE;
  family.name = weir_cstr(name);
  family.help = weir_cstr("A gauge of the trouble plugin.");
  return family;
}

static weir_status add(weir_instance* self, const weir_family* family, const weir_str* values,
                       size_t count, weir_slot* slot, weir_error* err) {
  weir_family_id id;
  weir_status status = self->host->add_family(self->host, family, &id, err);
  if (status < 0) return status;
  return self->host->add_series(self->host, id, values, count, slot, err);
}

static weir_status describe(weir_instance* self, weir_error* err) {
  weir_family value = gauge("trouble_value");
  weir_status status = add(self, &value, NULL, 0, &self->slot, err);
  if (status < 0) return status;
  if (is(self, "describe_bad_name")) {
    weir_family bad = gauge("");
    return add(self, &bad, NULL, 0, &self->slot, err);
  }
  if (is(self, "bad_names_ignored")) {
    const char* names[] = {"", "weir_mine", "bad\xff", "trouble_value"};
    for (size_t i = 0; i < 4; ++i) {
      weir_family bad = gauge(names[i]);
      if (i == 3) bad.type = WEIR_COUNTER;
      weir_slot ignored;
      if (add(self, &bad, NULL, 0, &ignored, NULL) >= 0)
        return weir_fail(err, WEIR_E_INTERNAL, "accepted");
    }
    weir_str twice[] = {weir_cstr("a"), weir_cstr("a")};
    weir_family labels = gauge("trouble_twice");
    labels.label_names = twice;
    labels.label_count = 2;
    weir_family_id id;
    if (self->host->add_family(self->host, &labels, &id, NULL) >= 0) {
      return weir_fail(err, WEIR_E_INTERNAL, "a duplicate label was accepted");
    }
  }
  static const double bounds[] = {1, 2};
  weir_family histogram = gauge("trouble_histogram");
  histogram.type = WEIR_HISTOGRAM;
  histogram.bounds = bounds;
  histogram.bound_count = 2;
  return add(self, &histogram, NULL, 0, &self->histogram, err);
}

static void push(const weir_sink* sink, weir_slot slot, double value) {
  sink->push(sink, &slot, &value, NULL, 1);
}

static weir_status flood(weir_instance* self, const weir_sink* sink, weir_error* err) {
  weir_str label = weir_cstr("n");
  weir_family family = gauge("trouble_flood");
  family.label_names = &label;
  family.label_count = 1;
  weir_family_id id;
  weir_status status = self->host->add_family(self->host, &family, &id, err);
  for (uint32_t i = 0; status >= 0 && i < 10000000; ++i) {
    char text[16];
    snprintf(text, sizeof text, "%u", i);
    weir_str value = weir_cstr(text);
    weir_slot slot;
    if (self->host->add_series(self->host, id, &value, 1, &slot, NULL) < 0) break;
    push(sink, slot, i);
  }
  return status;
}

static weir_status bad_values(weir_instance* self, const weir_sink* sink) {
  push(sink, 4000000000u, 1);     /* unknown slot */
  push(sink, self->histogram, 3); /* falls */
  push(sink, self->histogram + 1, 2);
  push(sink, self->histogram + 2, 3);
  push(sink, self->histogram + 3, 1);
  push(sink, self->slot, (double)NAN); /* a gauge may */
  return WEIR_OK;
}

static weir_status collect(weir_instance* self, const weir_sink* sink, weir_error* err) {
  ++self->calls;
  if (is(self, "sleeps")) sleep_seconds(3600);
  if (is(self, "sleeps_later") && self->calls > 1) sleep_seconds(3600);
  if (is(self, "spins")) {
    for (volatile bool on = true; on;) {
    }
  }
  if (is(self, "locks")) {
    pthread_mutex_lock(&never);
    pthread_mutex_lock(&never);
  }
  if (is(self, "overruns")) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    const double left =
        (double)sink->deadline_ns / 1e9 - ((double)now.tv_sec + (double)now.tv_nsec / 1e9);
    sleep_seconds(left + 1);
  }
  if (is(self, "bad_values")) return bad_values(self, sink);
  if (is(self, "half_histogram")) push(sink, self->histogram, 1);
  if (is(self, "flood")) {
    weir_status status = flood(self, sink, err);
    if (status < 0) return status;
  }
  push(sink, self->slot, (double)self->calls);
  if (is(self, "fails")) {
    err->os_error = 2;
    return weir_fail(err, WEIR_E_UNAVAILABLE, "cannot read /nowhere");
  }
  if (is(self, "fails_later") && self->calls > 1) return weir_fail(err, WEIR_E_UNAVAILABLE, "gone");
  if (is(self, "partial")) return weir_fail(err, WEIR_PARTIAL, "half of it is missing");
  if (is(self, "no_data")) return WEIR_NO_DATA;
  if (is(self, "unsupported")) return weir_fail(err, WEIR_E_UNSUPPORTED, "no such kernel");
  return WEIR_OK;
}

static void destroy(weir_instance* self) {
  if (is(self, "destroy_hangs")) sleep_seconds(3600);
  free(self);
}

WEIR_EXPORT const weir_plugin* weir_plugin_entry_v1(uint32_t index) {
  static const weir_plugin plugin = {.size = sizeof plugin,
                                     .abi_minor = WEIR_ABI_MINOR,
                                     .name = "trouble",
                                     .version = "1.0.0",
                                     .description = "Misbehaves in a chosen way.",
                                     .create = create,
                                     .describe = describe,
                                     .collect = collect,
                                     .destroy = destroy};
  return index == 0 ? &plugin : NULL;
}

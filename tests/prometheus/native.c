/* A plugin whose histograms are native: without classic bounds, with them, and of a gauge. */
#include <stdlib.h>
#include <weir/plugin.h>

struct weir_instance {
  const weir_host* host;
  const weir_ext_native_histogram* native;
  const weir_ext_created* created;
  weir_slot alone, both, gauge;
};

static weir_slot Add(weir_instance* self, weir_type type, const char* name, const double* bounds,
                     size_t bound_count, weir_error* err) {
  weir_family family = {0};
  family.size = sizeof family;
  family.type = type;
  family.name = weir_cstr(name);
  family.help = weir_cstr("A native histogram.");
  family.bounds = bounds;
  family.bound_count = bound_count;
  weir_family_id id = 0;
  weir_slot slot = 0;
  self->host->add_family(self->host, &family, &id, err);
  self->host->add_series(self->host, id, NULL, 0, &slot, err);
  return slot;
}

static weir_status Create(const weir_host* host, weir_str config, weir_instance** out,
                          weir_error* err) {
  (void)config;
  weir_instance* self = calloc(1, sizeof *self);
  if (self == NULL) return weir_fail(err, WEIR_E_INTERNAL, "out of memory");
  self->host = host;
  self->native = host->get_extension(host, WEIR_EXT_NATIVE_HISTOGRAM);
  self->created = host->get_extension(host, WEIR_EXT_CREATED);
  if (self->native != NULL && self->created != NULL) {
    *out = self;
    return WEIR_OK;
  }
  free(self);
  return weir_fail(err, WEIR_E_UNSUPPORTED, "the host lacks an extension");
}

static weir_status Describe(weir_instance* self, weir_error* err) {
  static const double kBounds[] = {2, 8};
  self->alone = Add(self, WEIR_HISTOGRAM, "native_alone", NULL, 0, err);
  self->both = Add(self, WEIR_HISTOGRAM, "native_both", kBounds, 2, err);
  self->gauge = Add(self, WEIR_GAUGEHISTOGRAM, "native_gauge", NULL, 0, err);
  return self->alone != 0 && self->both != 0 && self->gauge != 0 ? WEIR_OK : WEIR_E_INTERNAL;
}

static void Push(const weir_sink* sink, weir_slot first, const double* values, size_t count) {
  for (size_t i = 0; i < count; ++i) {
    weir_slot slot = first + (weir_slot)i;
    sink->push(sink, &slot, &values[i], NULL, 1);
  }
}

/* Schema 0: four in (1, 2], three in (2, 4], one in (16, 32]; one negative in [-1, -0.5); two zero.
 */
static weir_status Collect(weir_instance* self, const weir_sink* sink, weir_error* err) {
  (void)err;
  static const weir_bucket_span kPositive[] = {{1, 2}, {2, 1}}, kNegative[] = {{0, 1}};
  static const uint64_t kPositiveCounts[] = {4, 3, 1}, kNegativeCounts[] = {1};
  static const double kAlone[] = {11, 40.5}, kBoth[] = {7, 10, 11, 40.5}, kGauge[] = {11, 40.5};
  const weir_native_histogram histogram = {.schema = 0,
                                           .zero_threshold = 0.125,
                                           .zero_count = 2,
                                           .positive = {kPositive, 2, kPositiveCounts, 3},
                                           .negative = {kNegative, 1, kNegativeCounts, 1}};
  Push(sink, self->alone, kAlone, 2);
  Push(sink, self->both, kBoth, 4);
  Push(sink, self->gauge, kGauge, 2);
  self->native->attach(sink, self->alone, &histogram);
  self->native->attach(sink, self->both, &histogram);
  self->native->attach(sink, self->gauge, &histogram);
  const int64_t created_ms = 1700000000125;
  self->created->push(sink, &self->alone, &created_ms, 1);
  return WEIR_OK;
}

static void Destroy(weir_instance* self) { free(self); }

const weir_plugin* weir_plugin_entry_v1(uint32_t index) {
  static const weir_plugin kPlugin = {
      .size = sizeof(weir_plugin),
      .abi_minor = WEIR_ABI_MINOR,
      .name = "native",
      .version = "1.0.0",
      .description = "Shows native histograms.",
      .create = Create,
      .describe = Describe,
      .collect = Collect,
      .destroy = Destroy,
  };
  return index == 0 ? &kPlugin : NULL;
}

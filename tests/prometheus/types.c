/* A collector with every type of metric that the ABI has and every awkward byte that a label may
 * hold.  Its values stand still. */
#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <weir/plugin.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
enum { kMany = 600, kMaxSlots = kMany + 96 };

struct weir_instance {
  const weir_host* host;
  weir_status status; /* of the first call that failed */
  weir_slot slots[kMaxSlots];
  double values[kMaxSlots];
  size_t used;
  weir_slot counter, bucket; /* what the exemplars belong to */
};

static weir_family Family(weir_type type, const char* name, const char* help) {
  weir_family family = {0};
  family.size = sizeof family;
  family.type = type;
  family.name = weir_cstr(name);
  family.help = weir_cstr(help);
  return family;
}

static weir_family_id AddFamily(weir_instance* self, const weir_family* family, weir_error* err) {
  weir_family_id id = 0;
  if (self->status == WEIR_OK) self->status = self->host->add_family(self->host, family, &id, err);
  return id;
}

/* Adds a series with at most one label and keeps its values; gives its first slot. */
static weir_slot AddSeries(weir_instance* self, weir_family_id family, const weir_str* label,
                           const double* values, size_t count, weir_error* err) {
  weir_slot first = 0;
  if (self->status != WEIR_OK || self->used + count > kMaxSlots) return 0;
  self->status =
      self->host->add_series(self->host, family, label, label != NULL ? 1 : 0, &first, err);
  for (size_t i = 0; i < count; ++i) {
    self->slots[self->used] = first + (weir_slot)i;
    self->values[self->used++] = values[i];
  }
  return first;
}

static void DescribeLabels(weir_instance* self, weir_error* err) {
  static const char* const kPaths[] = {"plain",
                                       "with \"quotes\"",
                                       "back\\slash",
                                       "\\n is not a newline",
                                       "a\nnewline",
                                       "{br,ace}=",
                                       "\tblank ",
                                       "gr\xc3\xbc\xc3\x9f",
                                       "\xe6\xb0\xb4\xe6\xb5\x81",
                                       "\xf0\x9f\x8c\x8a"};
  weir_str label = weir_cstr("path");
  weir_family family = Family(WEIR_COUNTER, "types_requests_total",
                              "Requests: \"quotes\", a back\\slash and a\nnewline.");
  family.label_names = &label;
  family.label_count = 1;
  weir_family_id id = AddFamily(self, &family, err);
  for (size_t i = 0; i < COUNT(kPaths); ++i) {
    weir_str path = weir_cstr(kPaths[i]);
    double value = 1000.5 + (double)i;
    weir_slot slot = AddSeries(self, id, &path, &value, 1, err);
    if (i == 0) self->counter = slot;
  }
}

static void DescribeNumbers(weir_instance* self, weir_error* err) {
  static const double kNumbers[] = {0.1,
                                    -0.0,
                                    1e-320,
                                    1.7976931348623157e308,
                                    1.0 / 3,
                                    1e21,
                                    123456789.0,
                                    -9007199254740993.0,
                                    (double)NAN,
                                    (double)INFINITY,
                                    -(double)INFINITY};
  weir_str label = weir_cstr("case");
  weir_family family = Family(WEIR_GAUGE, "types_number", "Numbers that are easily lost.");
  family.label_names = &label;
  family.label_count = 1;
  weir_family_id id = AddFamily(self, &family, err);
  for (size_t i = 0; i < COUNT(kNumbers); ++i) {
    char text[24];
    snprintf(text, sizeof text, "%zu", i);
    weir_str index = weir_cstr(text);
    AddSeries(self, id, &index, &kNumbers[i], 1, err);
  }
}

static void DescribeMany(weir_instance* self, weir_error* err) {
  weir_str label = weir_cstr("number");
  weir_family family = Family(WEIR_UNTYPED, "types_many", "Square roots.");
  family.label_names = &label;
  family.label_count = 1;
  weir_family_id id = AddFamily(self, &family, err);
  for (int i = 0; i < kMany; ++i) {
    char text[24];
    snprintf(text, sizeof text, "%d", i);
    weir_str number = weir_cstr(text);
    double root = sqrt(i);
    AddSeries(self, id, &number, &root, 1, err);
  }
}

static void DescribeDistributions(weir_instance* self, weir_error* err) {
  static const double kBounds[] = {0.01, 1, 2.5};
  static const double kQuantiles[] = {0.5, 0.99, 1};
  static const double kLatency[] = {2, 5, 9, 10, 12.75};
  static const double kQueue[] = {1, 1, 4, 6, 31.5};
  static const double kDuration[] = {0.25, 1.5, 2, 40, 33.125};

  weir_family histogram = Family(WEIR_HISTOGRAM, "types_latency_seconds", "A histogram.");
  histogram.unit = weir_cstr("seconds");
  histogram.bounds = kBounds;
  histogram.bound_count = COUNT(kBounds);
  weir_family_id id = AddFamily(self, &histogram, err);
  self->bucket = AddSeries(self, id, NULL, kLatency, COUNT(kLatency), err);

  weir_family gauge_histogram = Family(WEIR_GAUGEHISTOGRAM, "types_queue", "A gauge histogram.");
  gauge_histogram.bounds = kBounds;
  gauge_histogram.bound_count = COUNT(kBounds);
  id = AddFamily(self, &gauge_histogram, err);
  AddSeries(self, id, NULL, kQueue, COUNT(kQueue), err);

  weir_family summary = Family(WEIR_SUMMARY, "types_duration_seconds", "A summary.");
  summary.bounds = kQuantiles;
  summary.bound_count = COUNT(kQuantiles);
  id = AddFamily(self, &summary, err);
  AddSeries(self, id, NULL, kDuration, COUNT(kDuration), err);
}

static void DescribeStates(weir_instance* self, weir_error* err) {
  static const double kRunning[] = {0, 1, 0};
  static const double kOne = 1;
  weir_str states[] = {weir_cstr("idle"), weir_cstr("running"), weir_cstr("stopped")};
  weir_family stateset = Family(WEIR_STATESET, "types_mode", "A state set.");
  stateset.states = states;
  stateset.state_count = COUNT(states);
  AddSeries(self, AddFamily(self, &stateset, err), NULL, kRunning, COUNT(kRunning), err);

  weir_str label = weir_cstr("version");
  weir_str version = weir_cstr("1.2.3-rc1+\"x\"");
  weir_family info = Family(WEIR_INFO, "types_build_info", "An info.");
  info.label_names = &label;
  info.label_count = 1;
  AddSeries(self, AddFamily(self, &info, err), &version, &kOne, 1, err);
}

/* Names that a format has to write otherwise, or cannot say in its type. */
static void DescribeNames(weir_instance* self, weir_error* err) {
  static const double kSeven = 7, kEight = 8, kOne = 1;
  static const double kBounds[] = {-1, 2};
  static const double kBelow[] = {1, 3, 4, -2.5};
  weir_str label = weir_cstr("station.name");
  weir_str station = weir_cstr("K\xc3\xb6ln");
  weir_family dotted = Family(WEIR_GAUGE, "types.water.level", "A name with dots.");
  dotted.label_names = &label;
  dotted.label_count = 1;
  AddSeries(self, AddFamily(self, &dotted, err), &station, &kSeven, 1, err);

  weir_family plain = Family(WEIR_COUNTER, "types_plain", "A counter without _total.");
  AddSeries(self, AddFamily(self, &plain, err), NULL, &kSeven, 1, err);
  weir_family gauge = Family(WEIR_GAUGE, "types_pair", "A gauge beside a counter of that name.");
  AddSeries(self, AddFamily(self, &gauge, err), NULL, &kSeven, 1, err);
  weir_family counter = Family(WEIR_COUNTER, "types_pair_total", "And that counter.");
  AddSeries(self, AddFamily(self, &counter, err), NULL, &kEight, 1, err);
  weir_family info = Family(WEIR_INFO, "types_target", "An info without _info.");
  AddSeries(self, AddFamily(self, &info, err), NULL, &kOne, 1, err);

  weir_family below = Family(WEIR_HISTOGRAM, "types_below_zero", "Bounds below zero.");
  below.bounds = kBounds;
  below.bound_count = COUNT(kBounds);
  AddSeries(self, AddFamily(self, &below, err), NULL, kBelow, COUNT(kBelow), err);
}

static weir_status Create(const weir_host* host, weir_str config, weir_instance** out,
                          weir_error* err) {
  (void)config;
  weir_instance* self = calloc(1, sizeof *self);
  if (self == NULL) return weir_fail(err, WEIR_E_INTERNAL, "out of memory");
  self->host = host;
  *out = self;
  return WEIR_OK;
}

static weir_status Describe(weir_instance* self, weir_error* err) {
  DescribeLabels(self, err);
  DescribeNumbers(self, err);
  DescribeMany(self, err);
  DescribeDistributions(self, err);
  DescribeStates(self, err);
  DescribeNames(self, err);
  return self->status;
}

static void Exemplify(const weir_sink* sink, weir_slot slot, double value) {
  weir_str name = weir_cstr("trace_id");
  weir_str trace = weir_cstr("4bf92f3577b34da6");
  weir_exemplar exemplar = {0};
  exemplar.size = sizeof exemplar;
  exemplar.slot = slot;
  exemplar.value = value;
  exemplar.label_names = &name;
  exemplar.label_values = &trace;
  exemplar.label_count = 1;
  sink->exemplar(sink, &exemplar);
}

static weir_status Collect(weir_instance* self, const weir_sink* sink, weir_error* err) {
  (void)err;
  sink->push(sink, self->slots, self->values, NULL, self->used);
  Exemplify(sink, self->counter, 0.75);
  Exemplify(sink, self->bucket + 1, 0.5);
  return WEIR_OK;
}

static void Destroy(weir_instance* self) { free(self); }

const weir_plugin* weir_plugin_entry_v1(uint32_t index) {
  static const weir_plugin kPlugin = {
      .size = sizeof(weir_plugin),
      .abi_minor = WEIR_ABI_MINOR,
      .name = "types",
      .version = "1.0.0",
      .description = "Shows every type of metric.",
      .create = Create,
      .describe = Describe,
      .collect = Collect,
      .destroy = Destroy,
  };
  return index == 0 ? &kPlugin : NULL;
}

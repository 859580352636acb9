/* weir/plugin.h: the C ABI between Weir, a host for Prometheus collectors, and its plugins.
 * ABI 1.0.  This file is the specification; it needs nothing but a C11 (or C++17) compiler.
 *
 * A plugin is a shared object that exports one symbol, weir_plugin_entry_v1.  It links to nothing
 * of the host: all that it may call arrives in weir_host and weir_sink.  So one and the same file
 * runs inside the host or in a worker process, and cannot tell which.
 *
 * LIFE     entry -> create -> describe -> collect, collect, ... -> destroy
 *          Any number of instances may be made from one plugin, each with its own configuration.
 * OWNER    Nothing is freed across this boundary.  A pointer that is passed to a call is borrowed:
 *          it is valid until that call returns, and who needs it longer copies what it points to.
 *          Exceptions are marked [static], valid until the process ends, and [instance], valid
 *          from the start of create() until destroy() has returned.  A plugin is never unloaded.
 * THREADS  Calls marked [serial] into one instance never overlap, but the thread may change from
 *          call to call.  Calls marked [any] may come at any time, from any thread.  Different
 *          instances are independent: the host may be inside two of them at once.
 * ERRORS   A call says how it ended by a weir_status and explains a failure in *err.  The host
 *          always gives an err with cleared contents; a plugin may pass NULL.  No exception, panic
 *          or longjmp crosses the boundary.  A plugin does not call exit, abort, chdir, setlocale
 *          or signal, nor fork without exec, and does not write to standard output: the process is
 *          not its own.  It may start programs (posix_spawn) where the operator allows it.
 * STRINGS  UTF-8.  A weir_str has a length and need not end in NUL; a zeroed one is the empty
 *          string.  A `const char*` ends in NUL.
 * GROWTH   A struct whose first field is `size` gains fields at its end and nowhere else.  Its
 *          writer sets size to sizeof(the struct); its reader asks WEIR_HAS before it touches a
 *          field that was not in 1.0.  Arrays of such structs are never passed.  Structs without a
 *          size (weir_str, every extension) are frozen: what has to change gets a new name.
 */
#ifndef WEIR_PLUGIN_H
#define WEIR_PLUGIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define WEIR_ABI_MAJOR 1 /* part of the entry's name: a host may serve several majors */
#define WEIR_ABI_MINOR 0 /* raised whenever a field, a constant or an extension is added */
#define WEIR_ENTRY_SYMBOL "weir_plugin_entry_v1"

#if defined(_WIN32)
#define WEIR_EXPORT __declspec(dllexport)
#else
#define WEIR_EXPORT __attribute__((visibility("default")))
#endif

/* True if *p, which the other side wrote, is long enough to contain `field`. */
#ifdef __cplusplus
#define WEIR_HAS(type, p, field) ((p)->size >= offsetof(type, field) + sizeof(type::field))
#else
#define WEIR_HAS(type, p, field) \
  ((p)->size >= offsetof(type, field) + sizeof(((const type*)0)->field))
#endif

#ifdef __cplusplus
extern "C" {
#endif

typedef struct weir_host weir_host;
typedef struct weir_sink weir_sink;
typedef struct weir_instance weir_instance; /* defined by the plugin, opaque to the host */

typedef struct weir_str {
  const char* ptr; /* may be NULL when len is 0 */
  size_t len;      /* bytes */
} weir_str;

/* How a call ended.  Positive: a success with a remark.  Negative: a failure.  A reader treats an
 * unknown positive value as WEIR_OK and an unknown negative one as WEIR_E_INTERNAL. */
typedef int32_t weir_status;
enum {
  WEIR_OK = 0,
  WEIR_PARTIAL = 1,        /* collect() only: publish what was pushed, and report a failure */
  WEIR_NO_DATA = 2,        /* collect() only: all is well and there is nothing to show */
  WEIR_E_INTERNAL = -1,    /* a bug, or anything not listed */
  WEIR_E_INVALID = -2,     /* a wrong argument or configuration: trying again cannot help */
  WEIR_E_UNAVAILABLE = -3, /* the monitored thing is down or absent: the host tries again */
  WEIR_E_PERMISSION = -4,  /* the operating system refused */
  WEIR_E_TIMEOUT = -5,     /* given up because of the deadline or a cancellation */
  WEIR_E_UNSUPPORTED = -6, /* this system can never provide it: the host stops asking */
  WEIR_E_LIMIT = -7        /* over one of the host's limits, such as series per collector */
};

/* Where a failing call explains itself.  The caller owns it, sets size and clears the rest.  Both
 * texts end in NUL and are cut when too long; message is one line without a newline. */
typedef struct weir_error {
  uint32_t size;
  int32_t os_error;         /* errno, or 0 */
  char config_pointer[256]; /* JSON Pointer (RFC 6901) of the configuration value at fault, or "" */
  char message[760];        /* "cannot read /proc/mdstat": what was tried, on what */
} weir_error;

typedef int32_t weir_log_level;
enum { WEIR_LOG_DEBUG = 0, WEIR_LOG_INFO = 1, WEIR_LOG_WARNING = 2, WEIR_LOG_ERROR = 3 };

/* ---- Metrics --------------------------------------------------------------------------------
 * A family has a name and a type.  A series is a family and a value for each of its labels.  Both
 * are added once and get a number, so that from then on only numbers move.  A series owns
 * consecutive slots, each of which holds one double:
 *
 *   type               slots  contents
 *   counter            1      the total: finite or +Inf, not negative
 *   gauge, untyped     1      any double
 *   info               1      1; the labels are what it says
 *   stateset           s      1 or 0 for states[i]
 *   histogram          b+2    [i] count of observations <= bounds[i] (cumulative, as exposed),
 *   gaugehistogram            [b] count of all (le="+Inf"), [b+1] their sum
 *   summary            q+2    [i] value at quantile bounds[i], [q] count, [q+1] sum
 *
 * A collection shows a series only if it pushed all of its slots, and only with values that its
 * type allows; what it shows nothing of is counted as a dropped sample with the reason. */
typedef uint32_t weir_family_id; /* 0 is never valid */
typedef uint32_t weir_slot;      /* 0 is never valid */

typedef int32_t weir_type;
enum {
  WEIR_UNTYPED = 0,
  WEIR_COUNTER = 1,
  WEIR_GAUGE = 2,
  WEIR_HISTOGRAM = 3,
  WEIR_SUMMARY = 4,
  WEIR_INFO = 5,
  WEIR_STATESET = 6,
  WEIR_GAUGEHISTOGRAM = 7
};

typedef struct weir_family {
  uint32_t size;
  weir_type type;
  weir_str name;               /* exposed as it is, for instance "node_cpu_seconds_total" */
  weir_str help;               /* one sentence for people; may be empty */
  weir_str unit;               /* base unit in which the name ends, "seconds"; or empty */
  const weir_str* label_names; /* label_count of them, each once; order as in add_series */
  size_t label_count;
  const double* bounds; /* histograms: rising upper bounds without +Inf; summary: quantiles */
  size_t bound_count;
  const weir_str* states; /* stateset: the names of its states, each once */
  size_t state_count;
} weir_family;

/* An observation as an example for one slot: of a counter whose name ends in _total, or of a
 * histogram's bucket.  Names and values together have at most 128 characters (OpenMetrics 1.0). */
typedef struct weir_exemplar {
  uint32_t size;
  weir_slot slot;
  double value;
  int64_t timestamp_ms; /* Unix time up to the year 9999, or 0 for none */
  const weir_str* label_names;
  const weir_str* label_values;
  size_t label_count;
} weir_exemplar;

/* ---- What the host offers to one instance --------------------------------------- [instance] */
struct weir_host {
  uint32_t size;
  uint32_t abi_minor; /* the host's */
  void* ctx;          /* the host's own: not to be touched */

  /* Logs one line with the collector's name.  The host limits the rate. [any] */
  void (*log)(const weir_host* host, weir_log_level level, weir_str message);

  /* Whether lines of that level are kept.  Cheap: ask before formatting. [any] */
  bool (*log_enabled)(const weir_host* host, weir_log_level level);

  /* The host's extension of that name, NULL if there is none; its type is documented with the
   * name.  The result is [instance]. [any] */
  const void* (*get_extension)(const weir_host* host, const char* id);

  /* Adds a family and writes its number.  Everything is copied.  An equal family added again gets
   * the number it has.  Only in describe() and collect().
   * WEIR_E_INVALID: empty, not UTF-8, reserved ("weir_"; label "__x" and the one that the type has
   *   itself: "le", "quantile", a stateset's name) or twice the same; bounds that do not rise;
   *   bounds or states on a type without them; a unit in which the name, without "_total", does
   *   not end, or on an info or stateset; a name that clashes with another family of this instance.
   * WEIR_E_LIMIT: name, help or labels over the collector's limits.  *out is then left alone.
   * The answer depends on nothing but this instance's own calls and limits. [serial] */
  weir_status (*add_family)(const weir_host* host, const weir_family* family, weir_family_id* out,
                            weir_error* err);

  /* Adds a series and writes its first slot.  label_values follow the family's label_names and are
   * copied; an empty value is the same as no label.  A series added again gets the slot it has.
   * Only in describe() and collect().
   * WEIR_E_INVALID: unknown family, wrong count, not UTF-8.  WEIR_E_LIMIT: value too long, too
   *   many series; counted by the host.  *out_first is then left alone. [serial] */
  weir_status (*add_series)(const weir_host* host, weir_family_id family,
                            const weir_str* label_values, size_t label_count, weir_slot* out_first,
                            weir_error* err);

  /* Forgets a series by its first slot, so that short-lived label values do not pile up.  Its
   * slots are not given out again before the next collection.  What is unknown is ignored.
   * Only in describe() and collect(). [serial] */
  void (*drop_series)(const weir_host* host, weir_slot first);
};

/* ---- Where one collection goes: valid during that collect() alone --------------------------- */
struct weir_sink {
  uint32_t size;
  uint32_t reserved;    /* 0 */
  void* ctx;            /* the host's own: not to be touched */
  uint64_t deadline_ns; /* CLOCK_MONOTONIC; what returns later is thrown away */

  /* True once the result is of no use any more.  Cheap: ask between slow steps. [any] */
  bool (*cancelled)(const weir_sink* sink);

  /* Pushes values[i] into slots[i] for all i < count, as of timestamps_ms[i] (Unix time; NULL, or 0
   * in it, for the time of the scrape, which is nearly always right).  The host ignores timestamps
   * unless the operator sets `honor_timestamps: true`.  Arrays are copied.  A slot
   * pushed again gets the later value.  Cannot fail: an unknown slot is dropped and counted.
   * Fewer, larger calls are faster. [serial] */
  void (*push)(const weir_sink* sink, const weir_slot* slots, const double* values,
               const int64_t* timestamps_ms, size_t count);

  /* Attaches an exemplar to a slot; the latest of a slot counts.  It is shown with the slot's
   * series and copied.  Cannot fail: what the rules forbid is dropped and counted. [serial] */
  void (*exemplar)(const weir_sink* sink, const weir_exemplar* exemplar);
};

/* ---- What a plugin is ----------------------------------------------------------------------- */
enum {
  /* Asks for a worker process even where other plugins run inside the host: for plugins that
   * bring a runtime with threads and signal handlers of its own (Go, a JVM).  The host may still
   * load the file to read this. */
  WEIR_PLUGIN_ISOLATE = 1
};

typedef struct weir_plugin { /* [static] */
  uint32_t size;
  uint16_t abi_minor;        /* WEIR_ABI_MINOR of the header that the plugin was built with */
  uint16_t min_host_minor;   /* the oldest host that will do; 0 if nothing newer is needed */
  uint64_t flags;            /* WEIR_PLUGIN_*; the host ignores bits that it does not know */
  const char* name;          /* [a-z][a-z0-9_]*, at most 64 bytes: as exporter.yaml calls it */
  const char* version;       /* of the plugin, "1.4.2" */
  const char* description;   /* one sentence */
  const char* config_schema; /* JSON Schema (2020-12) of its configuration, or NULL for none */

  /* Makes an instance.  config is canonical JSON of what exporter.yaml has under `config:` ("{}" if
   * nothing), also to be had piece by piece from WEIR_EXT_CONFIG.  host is [instance].  Does not
   * wait for the monitored thing: that being down is no configuration error.  On failure *out is
   * left alone and destroy is not called. [serial] */
  weir_status (*create)(const weir_host* host, weir_str config, weir_instance** out,
                        weir_error* err);

  /* Adds the families, and the series that are known beforehand.  Called once, after create().  On
   * failure destroy is called. [serial] */
  weir_status (*describe)(weir_instance* self, weir_error* err);

  /* Reads the monitored thing and pushes its samples.  With WEIR_OK or WEIR_PARTIAL, all pushed,
   * added and dropped in this call takes effect together; else nothing of it does, and numbers
   * given out during the call are void.  [serial] */
  weir_status (*collect)(weir_instance* self, const weir_sink* sink, weir_error* err);

  /* Ends the instance's threads and frees it.  Nothing is called on it afterwards. [serial] */
  void (*destroy)(weir_instance* self);

  /* The plugin's extension of that name [static], NULL if there is none.  The member itself may be
   * NULL. [any] */
  const void* (*get_extension)(const char* id);
} weir_plugin;

/* Gives the index-th plugin of the file, NULL after the last.  Called before anything else, also by
 * tools that only list plugins: it returns a constant and does nothing more. [any] */
WEIR_EXPORT const weir_plugin* weir_plugin_entry_v1(uint32_t index);
typedef const weir_plugin* (*weir_plugin_entry_v1_fn)(uint32_t index);

/* ---- Host extension: the configuration for those without a JSON parser ---------- [instance] --
 * path is a JSON Pointer (RFC 6901), "/disks/0/name"; "" is the whole.  A getter returns false and
 * leaves *out alone when there is no value of that kind.  Keys that no getter read, in a plugin
 * that has no config_schema and did read some, are reported to the operator as unknown.
 * Only in create(). [serial] */
#define WEIR_EXT_CONFIG "weir.config/1"

typedef struct weir_ext_config {
  bool (*get_bool)(const weir_host* host, weir_str path, bool* out);
  bool (*get_int)(const weir_host* host, weir_str path, int64_t* out);
  bool (*get_double)(const weir_host* host, weir_str path, double* out); /* also of an integer */
  bool (*get_str)(const weir_host* host, weir_str path, weir_str* out);  /* until create returns */
  /* Number of elements of a list or a map. */
  bool (*get_count)(const weir_host* host, weir_str path, size_t* out);
  /* The index-th key of a map, in the order of bytes; valid until create returns. */
  bool (*get_key)(const weir_host* host, weir_str path, size_t index, weir_str* out);
} weir_ext_config;

/* ---- Host extension: native histograms ------------------------------------------- [instance] --
 * Buckets whose bounds follow from a schema, so that none have to be chosen, attached to a series
 * of a histogram or gaugehistogram and shown by the formats that have them (protobuf).  The series'
 * slots are pushed as ever: count and sum belong to both forms, and the bounds of the family make
 * classic buckets beside it for all formats.  Without bounds (b = 0) the classic form is count and
 * sum alone, and a scraper that knows native histograms stores one histogram and nothing beside it.
 *
 *   bucket i holds  (2^((i-1) * 2^-schema), 2^(i * 2^-schema)]  of positive observations, and
 *                   the same of what negative ones are without their sign
 *   zero bucket     all from -zero_threshold to zero_threshold
 *
 * What breaks a rule is not shown, nor is its series, and it is counted as a dropped sample:
 *   schema -4 to 8; zero_threshold finite, not negative; no span of length 0; buckets of rising
 *   index, where there are doubles (the one after the largest double's holds infinity); as many
 *   counts as the spans' lengths together; all counts together are the series' count, or, if its
 *   sum is NaN, at most that, for NaN is in no bucket; at most 2^53 observations; at most 10000
 *   buckets, and in all native histograms of a collection as many as the collector may have series.
 * Works in a worker as in the host. */
#define WEIR_EXT_NATIVE_HISTOGRAM "weir.native_histogram/1"

typedef struct weir_bucket_span {
  int32_t offset;  /* the index of its first bucket; from the second span on, how many empty buckets
                      lie between it and the span before */
  uint32_t length; /* consecutive buckets */
} weir_bucket_span;

typedef struct weir_sparse_buckets {
  const weir_bucket_span* spans; /* span_count of them, by rising index; may be NULL for none */
  size_t span_count;
  const uint64_t* counts; /* bucket_count of them: of each bucket for itself, not cumulative */
  size_t bucket_count;
} weir_sparse_buckets;

typedef struct weir_native_histogram {
  int32_t schema;
  uint32_t reserved; /* 0 */
  double zero_threshold;
  uint64_t zero_count;
  weir_sparse_buckets positive;
  weir_sparse_buckets negative;
} weir_native_histogram;

typedef struct weir_ext_native_histogram {
  /* Attaches a native histogram to the series whose first slot that is; the latest of a collection
   * counts.  Everything is copied.  Cannot fail, as push.  Only in collect(). [serial] */
  void (*attach)(const weir_sink* sink, weir_slot first, const weir_native_histogram* histogram);
} weir_ext_native_histogram;

/* ---- Host extension: created timestamps ------------------------------------------ [instance] --
 * Since when a counter, histogram or summary has been counting, so that a reader knows what it
 * began with.  Part of one collection, as values are: pushed with them each time, and another time
 * when the count begins anew.  Shown by the formats that have them (OpenMetrics, protobuf), and
 * only if the operator asks (`created_timestamps: true`); else it does nothing.  Works in a worker
 * as in the host. */
#define WEIR_EXT_CREATED "weir.created/1"

typedef struct weir_ext_created {
  /* Says for all i < count that the series whose first slot is firsts[i] has been counting since
   * created_ms[i] (Unix time; 0 for none).  Arrays are copied; the latest counts.  Cannot fail: a
   * slot where no series of these types begins, or a time before 1970 or after 9999, is dropped and
   * counted.  Only in collect(). [serial] */
  void (*push)(const weir_sink* sink, const weir_slot* firsts, const int64_t* created_ms,
               size_t count);
} weir_ext_created;

/* ---- Helpers, compiled into the plugin -------------------------------------------------------
 * weir_fail: explains and returns a failure: return weir_fail(err, WEIR_E_INVALID, "no port"); */
static inline weir_status weir_fail(weir_error* err, weir_status status, const char* message) {
  if (err != NULL) {
    size_t i = 0;
    for (; message[i] != '\0' && i + 1 < sizeof err->message; ++i) err->message[i] = message[i];
    err->message[i] = '\0';
  }
  return status;
}

/* weir_cstr: a NUL-terminated string as a weir_str, borrowed. */
static inline weir_str weir_cstr(const char* text) {
  weir_str result = {text, 0};
  while (text != NULL && text[result.len] != '\0') ++result.len;
  return result;
}

#ifdef __cplusplus
}
#endif

#endif /* WEIR_PLUGIN_H */

/* The ABI's layout in literals: the size of every struct, the place and size of every field, the
 * value of every constant.  A change of any of them does not compile: it would break plugins that
 * are already built.  What is new is added here; a line that is here stays for as long as the
 * major version is 1. */
#include <weir/plugin.h>

#define SIZE(type, bytes, alignment)                         \
  _Static_assert(sizeof(type) == (bytes), "size of " #type); \
  _Static_assert(_Alignof(type) == (alignment), "alignment of " #type)
#define FIELD(type, field, place, bytes)                                          \
  _Static_assert(offsetof(type, field) == (place), "place of " #type "." #field); \
  _Static_assert(sizeof(((type*)0)->field) == (bytes), "size of " #type "." #field)
#define CONSTANT(name, value) _Static_assert(name == (value), "value of " #name)
#define TYPE(type, is) _Static_assert(_Generic((type)0, is : 1, default : 0), "type of " #type)

#define FUNCTION(type, field, ...)                                          \
  _Static_assert(_Generic(((type*)0)->field, __VA_ARGS__ : 1, default : 0), \
                 "type of " #type "." #field)

_Static_assert(sizeof(void*) == 8 && sizeof(long) == 8, "the literals are those of LP64");

TYPE(weir_status, int32_t);
TYPE(weir_log_level, int32_t);
TYPE(weir_type, int32_t);
TYPE(weir_family_id, uint32_t);
TYPE(weir_slot, uint32_t);
SIZE(bool, 1, 1);

SIZE(weir_str, 16, 8);
FIELD(weir_str, ptr, 0, 8);
FIELD(weir_str, len, 8, 8);

SIZE(weir_error, 1024, 4);
FIELD(weir_error, size, 0, 4);
FIELD(weir_error, os_error, 4, 4);
FIELD(weir_error, config_pointer, 8, 256);
FIELD(weir_error, message, 264, 760);

SIZE(weir_family, 104, 8);
FIELD(weir_family, size, 0, 4);
FIELD(weir_family, type, 4, 4);
FIELD(weir_family, name, 8, 16);
FIELD(weir_family, help, 24, 16);
FIELD(weir_family, unit, 40, 16);
FIELD(weir_family, label_names, 56, 8);
FIELD(weir_family, label_count, 64, 8);
FIELD(weir_family, bounds, 72, 8);
FIELD(weir_family, bound_count, 80, 8);
FIELD(weir_family, states, 88, 8);
FIELD(weir_family, state_count, 96, 8);

SIZE(weir_exemplar, 48, 8);
FIELD(weir_exemplar, size, 0, 4);
FIELD(weir_exemplar, slot, 4, 4);
FIELD(weir_exemplar, value, 8, 8);
FIELD(weir_exemplar, timestamp_ms, 16, 8);
FIELD(weir_exemplar, label_names, 24, 8);
FIELD(weir_exemplar, label_values, 32, 8);
FIELD(weir_exemplar, label_count, 40, 8);

SIZE(weir_host, 64, 8);
FIELD(weir_host, size, 0, 4);
FIELD(weir_host, abi_minor, 4, 4);
FIELD(weir_host, ctx, 8, 8);
FIELD(weir_host, log, 16, 8);
FIELD(weir_host, log_enabled, 24, 8);
FIELD(weir_host, get_extension, 32, 8);
FIELD(weir_host, add_family, 40, 8);
FIELD(weir_host, add_series, 48, 8);
FIELD(weir_host, drop_series, 56, 8);

SIZE(weir_sink, 48, 8);
FIELD(weir_sink, size, 0, 4);
FIELD(weir_sink, reserved, 4, 4);
FIELD(weir_sink, ctx, 8, 8);
FIELD(weir_sink, deadline_ns, 16, 8);
FIELD(weir_sink, cancelled, 24, 8);
FIELD(weir_sink, push, 32, 8);
FIELD(weir_sink, exemplar, 40, 8);

SIZE(weir_plugin, 88, 8);
FIELD(weir_plugin, size, 0, 4);
FIELD(weir_plugin, abi_minor, 4, 2);
FIELD(weir_plugin, min_host_minor, 6, 2);
FIELD(weir_plugin, flags, 8, 8);
FIELD(weir_plugin, name, 16, 8);
FIELD(weir_plugin, version, 24, 8);
FIELD(weir_plugin, description, 32, 8);
FIELD(weir_plugin, config_schema, 40, 8);
FIELD(weir_plugin, create, 48, 8);
FIELD(weir_plugin, describe, 56, 8);
FIELD(weir_plugin, collect, 64, 8);
FIELD(weir_plugin, destroy, 72, 8);
FIELD(weir_plugin, get_extension, 80, 8);

SIZE(weir_ext_config, 48, 8);
FIELD(weir_ext_config, get_bool, 0, 8);
FIELD(weir_ext_config, get_int, 8, 8);
FIELD(weir_ext_config, get_double, 16, 8);
FIELD(weir_ext_config, get_str, 24, 8);
FIELD(weir_ext_config, get_count, 32, 8);
FIELD(weir_ext_config, get_key, 40, 8);

SIZE(weir_bucket_span, 8, 4);
FIELD(weir_bucket_span, offset, 0, 4);
FIELD(weir_bucket_span, length, 4, 4);

SIZE(weir_sparse_buckets, 32, 8);
FIELD(weir_sparse_buckets, spans, 0, 8);
FIELD(weir_sparse_buckets, span_count, 8, 8);
FIELD(weir_sparse_buckets, counts, 16, 8);
FIELD(weir_sparse_buckets, bucket_count, 24, 8);

SIZE(weir_native_histogram, 88, 8);
FIELD(weir_native_histogram, schema, 0, 4);
FIELD(weir_native_histogram, reserved, 4, 4);
FIELD(weir_native_histogram, zero_threshold, 8, 8);
FIELD(weir_native_histogram, zero_count, 16, 8);
FIELD(weir_native_histogram, positive, 24, 32);
FIELD(weir_native_histogram, negative, 56, 32);

SIZE(weir_ext_native_histogram, 8, 8);
FIELD(weir_ext_native_histogram, attach, 0, 8);

SIZE(weir_ext_created, 8, 8);
FIELD(weir_ext_created, push, 0, 8);

CONSTANT(WEIR_ABI_MAJOR, 1);
CONSTANT(WEIR_ABI_MINOR, 0);
CONSTANT(WEIR_OK, 0);
CONSTANT(WEIR_PARTIAL, 1);
CONSTANT(WEIR_NO_DATA, 2);
CONSTANT(WEIR_E_INTERNAL, -1);
CONSTANT(WEIR_E_INVALID, -2);
CONSTANT(WEIR_E_UNAVAILABLE, -3);
CONSTANT(WEIR_E_PERMISSION, -4);
CONSTANT(WEIR_E_TIMEOUT, -5);
CONSTANT(WEIR_E_UNSUPPORTED, -6);
CONSTANT(WEIR_E_LIMIT, -7);
CONSTANT(WEIR_LOG_DEBUG, 0);
CONSTANT(WEIR_LOG_INFO, 1);
CONSTANT(WEIR_LOG_WARNING, 2);
CONSTANT(WEIR_LOG_ERROR, 3);
CONSTANT(WEIR_UNTYPED, 0);
CONSTANT(WEIR_COUNTER, 1);
CONSTANT(WEIR_GAUGE, 2);
CONSTANT(WEIR_HISTOGRAM, 3);
CONSTANT(WEIR_SUMMARY, 4);
CONSTANT(WEIR_INFO, 5);
CONSTANT(WEIR_STATESET, 6);
CONSTANT(WEIR_GAUGEHISTOGRAM, 7);
CONSTANT(WEIR_PLUGIN_ISOLATE, 1);

_Static_assert(sizeof WEIR_ENTRY_SYMBOL == sizeof "weir_plugin_entry_v1", "the entry's name");
_Static_assert(sizeof WEIR_EXT_CONFIG == sizeof "weir.config/1", "an extension's name");
_Static_assert(sizeof WEIR_EXT_NATIVE_HISTOGRAM == sizeof "weir.native_histogram/1",
               "an extension's name");
_Static_assert(sizeof WEIR_EXT_CREATED == sizeof "weir.created/1", "an extension's name");

FUNCTION(weir_host, log, void (*)(const weir_host*, weir_log_level, weir_str));
FUNCTION(weir_host, log_enabled, bool (*)(const weir_host*, weir_log_level));
FUNCTION(weir_host, get_extension, const void* (*)(const weir_host*, const char*));
FUNCTION(weir_host, add_family,
         weir_status (*)(const weir_host*, const weir_family*, weir_family_id*, weir_error*));
FUNCTION(weir_host, add_series,
         weir_status (*)(const weir_host*, weir_family_id, const weir_str*, size_t, weir_slot*,
                         weir_error*));
FUNCTION(weir_host, drop_series, void (*)(const weir_host*, weir_slot));
FUNCTION(weir_sink, cancelled, bool (*)(const weir_sink*));
FUNCTION(weir_sink, push,
         void (*)(const weir_sink*, const weir_slot*, const double*, const int64_t*, size_t));
FUNCTION(weir_sink, exemplar, void (*)(const weir_sink*, const weir_exemplar*));
FUNCTION(weir_plugin, create,
         weir_status (*)(const weir_host*, weir_str, weir_instance**, weir_error*));
FUNCTION(weir_plugin, describe, weir_status (*)(weir_instance*, weir_error*));
FUNCTION(weir_plugin, collect, weir_status (*)(weir_instance*, const weir_sink*, weir_error*));
FUNCTION(weir_plugin, destroy, void (*)(weir_instance*));
FUNCTION(weir_plugin, get_extension, const void* (*)(const char*));
FUNCTION(weir_ext_config, get_bool, bool (*)(const weir_host*, weir_str, bool*));
FUNCTION(weir_ext_config, get_int, bool (*)(const weir_host*, weir_str, int64_t*));
FUNCTION(weir_ext_config, get_double, bool (*)(const weir_host*, weir_str, double*));
FUNCTION(weir_ext_config, get_str, bool (*)(const weir_host*, weir_str, weir_str*));
FUNCTION(weir_ext_config, get_count, bool (*)(const weir_host*, weir_str, size_t*));
FUNCTION(weir_ext_config, get_key, bool (*)(const weir_host*, weir_str, size_t, weir_str*));
FUNCTION(weir_ext_native_histogram, attach,
         void (*)(const weir_sink*, weir_slot, const weir_native_histogram*));
FUNCTION(weir_ext_created, push,
         void (*)(const weir_sink*, const weir_slot*, const int64_t*, size_t));
_Static_assert(_Generic(&weir_plugin_entry_v1, weir_plugin_entry_v1_fn : 1, default : 0),
               "the entry");
_Static_assert(_Generic((weir_plugin_entry_v1_fn)0, const weir_plugin* (*)(uint32_t) : 1,
                        default : 0),
               "the entry's type");

/* Shows whether it can open the file `path` of its configuration: reader_can_read, 1 or 0. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "weir/plugin.h"

struct weir_instance {
  const weir_host* host;
  char path[1024];
  weir_slot slot;
};

static weir_status create(const weir_host* host, weir_str json, weir_instance** out,
                          weir_error* err) {
  (void)json;
  weir_instance* self = calloc(1, sizeof *self);
  if (self == NULL) return weir_fail(err, WEIR_E_LIMIT, "no memory");
  const weir_ext_config* config = host->get_extension(host, WEIR_EXT_CONFIG);
  weir_str path = weir_cstr("");
  config->get_str(host, weir_cstr("/path"), &path);
  snprintf(self->path, sizeof self->path, "%.*s", (int)path.len, path.ptr);
  self->host = host;
  *out = self;
  return WEIR_OK;
}

static weir_status describe(weir_instance* self, weir_error* err) {
  weir_family family;
  memset(&family, 0, sizeof family);
  family.size = sizeof family;
  family.type = WEIR_GAUGE;
  family.name = weir_cstr("reader_can_read");
  family.help = weir_cstr("Whether the file could be opened.");
  weir_family_id id;
  const weir_status status = self->host->add_family(self->host, &family, &id, err);
  return status < 0 ? status : self->host->add_series(self->host, id, NULL, 0, &self->slot, err);
}

static weir_status collect(weir_instance* self, const weir_sink* sink, weir_error* err) {
  (void)err;
  const int fd = open(self->path, O_RDONLY | O_CLOEXEC);
  const double readable = fd >= 0;
  if (fd >= 0) close(fd);
  sink->push(sink, &self->slot, &readable, NULL, 1);
  return WEIR_OK;
}

static void destroy(weir_instance* self) { free(self); }

WEIR_EXPORT const weir_plugin* weir_plugin_entry_v1(uint32_t index) {
  static const weir_plugin plugin = {.size = sizeof plugin,
                                     .abi_minor = WEIR_ABI_MINOR,
                                     .name = "reader",
                                     .version = "1.0.0",
                                     .description = "Shows whether a file can be read.",
                                     .create = create,
                                     .describe = describe,
                                     .collect = collect,
                                     .destroy = destroy};
  return index == 0 ? &plugin : NULL;
}

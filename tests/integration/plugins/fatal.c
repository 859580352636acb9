/* A plugin that ends badly: `at` names the call (create, describe, collect, destroy), `how` the way
 * of it, `after` how many collections go well before. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "weir/plugin.h"

struct weir_instance {
  const weir_host* host;
  char at[16], how[32];
  int64_t after;
  int64_t calls;
  weir_slot slot;
};

static volatile int sink_of_numbers;
static int* volatile nowhere;

__attribute__((noinline)) static void wound(void) { *nowhere = 1; }

/* Crashes inside of the C library. */
__attribute__((noinline)) static void wound_below(void) {
  sink_of_numbers = (int)strlen((const char*)nowhere + 1);
}

__attribute__((noinline)) static int deeper(int depth) {
  volatile char frame[4096];
  frame[0] = (char)depth;
  if (depth < sink_of_numbers) return 0; /* never */
  return deeper(depth + 1) + frame[0];
}

static void flood(FILE* stream) {
  for (int i = 0; i < 20000; ++i) fprintf(stream, "line %d of a flood that nobody asked for\n", i);
  fflush(stream);
}

/* Its child's child ends later, as an orphan. */
static void orphan(void) {
  const pid_t child = fork();
  if (child == 0) {
    const pid_t grandchild = fork();
    if (grandchild == 0) {
      setsid();
      usleep(100000);
    }
    _exit(0);
  }
  if (child > 0) waitpid(child, NULL, 0);
}

__attribute__((noinline)) static void act(const char* how) {
  if (strcmp(how, "segv") == 0) wound();
  if (strcmp(how, "segv_in_libc") == 0) wound_below();
  if (strcmp(how, "overflow") == 0) sink_of_numbers = deeper(0);
  if (strcmp(how, "abort") == 0) abort();
  if (strcmp(how, "trap") == 0) __builtin_trap();
  if (strcmp(how, "exit") == 0) exit(3);
  if (strcmp(how, "_exit") == 0) _exit(0);
  if (strcmp(how, "hang") == 0) {
    for (;;) pause();
  }
  if (strcmp(how, "spin") == 0) {
    for (;;) ++sink_of_numbers;
  }
  if (strcmp(how, "orphan") == 0) orphan();
  if (strcmp(how, "stop") == 0) raise(SIGSTOP);
  if (strcmp(how, "close_all") == 0) {
    for (int fd = 0; fd < 1024; ++fd) close(fd);
  }
  if (strcmp(how, "flood_stdout") == 0) flood(stdout);
  if (strcmp(how, "flood_stderr") == 0) flood(stderr);
}

static void act_at(const weir_instance* self, const char* call) {
  if (strcmp(self->at, call) == 0) act(self->how);
}

static void read_text(const weir_host* host, const char* path, char* out, size_t size) {
  const weir_ext_config* config = host->get_extension(host, WEIR_EXT_CONFIG);
  weir_str text = {"", 0};
  config->get_str(host, weir_cstr(path), &text);
  snprintf(out, size, "%.*s", (int)text.len, text.ptr);
}

static weir_status create(const weir_host* host, weir_str json, weir_instance** out,
                          weir_error* err) {
  (void)json;
  weir_instance* self = calloc(1, sizeof *self);
  if (self == NULL) return weir_fail(err, WEIR_E_LIMIT, "no memory");
  const weir_ext_config* config = host->get_extension(host, WEIR_EXT_CONFIG);
  self->host = host;
  read_text(host, "/at", self->at, sizeof self->at);
  read_text(host, "/how", self->how, sizeof self->how);
  config->get_int(host, weir_cstr("/after"), &self->after);
  act_at(self, "create");
  *out = self;
  return WEIR_OK;
}

static weir_status describe(weir_instance* self, weir_error* err) {
  act_at(self, "describe");
  weir_family family;
  memset(&family, 0, sizeof family);
  family.size = sizeof family;
  family.type = WEIR_GAUGE;
  family.name = weir_cstr("fatal_calls");
  family.help = weir_cstr("Collections of this instance.");
  weir_family_id id = 0;
  const weir_status status = self->host->add_family(self->host, &family, &id, err);
  return status < 0 ? status : self->host->add_series(self->host, id, NULL, 0, &self->slot, err);
}

static weir_status collect(weir_instance* self, const weir_sink* sink, weir_error* err) {
  (void)err;
  if (++self->calls > self->after) act_at(self, "collect");
  const double value = (double)self->calls;
  sink->push(sink, &self->slot, &value, NULL, 1);
  return WEIR_OK;
}

static void destroy(weir_instance* self) {
  act_at(self, "destroy");
  free(self);
}

WEIR_EXPORT const weir_plugin* weir_plugin_entry_v1(uint32_t index) {
  static const weir_plugin plugin = {.size = sizeof plugin,
                                     .abi_minor = WEIR_ABI_MINOR,
                                     .name = "fatal",
                                     .version = "1.0.0",
                                     .description = "Ends badly in a chosen way.",
                                     .create = create,
                                     .describe = describe,
                                     .collect = collect,
                                     .destroy = destroy};
  return index == 0 ? &plugin : NULL;
}

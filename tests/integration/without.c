// Runs a program on a kernel that lacks some system calls: they answer ENOSYS.
//
//   without CALL... -- PROGRAM ARGUMENT...
#include <errno.h>
#include <seccomp.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static int Fail(const char* what) {
  fprintf(stderr, "without: %s\n", what);
  return 2;
}

int main(int argc, char** argv) {
  (void)argc;
  scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
  char** name = argv + 1;
  for (; *name != NULL && strcmp(*name, "--") != 0; ++name) {
    const int call = seccomp_syscall_resolve_name(*name);
    if (call == __NR_SCMP_ERROR) return Fail(*name);
    if (seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), call, 0) != 0) return Fail(*name);
  }
  if (*name == NULL || seccomp_load(filter) != 0) return Fail("cannot load the filter");
  execvp(name[1], name + 1);
  return Fail(strerror(errno));
}

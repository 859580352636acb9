#include "cli/lean_malloc.h"

#include <sys/auxv.h>
#include <unistd.h>

#include <array>
#include <climits>
#include <cstdlib>
#include <string_view>

#include "worker/sandbox/sanitizers.h"

namespace weir::cli {
namespace {

constexpr const char* kName = "GLIBC_TUNABLES";
constexpr const char* kTunables = "glibc.malloc.arena_max=1:glibc.malloc.tcache_count=0";

// By its own name, which the kernel shows for the process.  Comes back where that cannot be.
void BeginAnew(const char* const* argv) {
  std::array<char, PATH_MAX> path{};
  if (readlink("/proc/self/exe", path.data(), path.size() - 1) <= 0) return;
  execv(path.data(), const_cast<char* const*>(argv));
}

}  // namespace

void BeginWithLeanMalloc(const char* const* argv) {
  if constexpr (sandbox::kSanitized) return;
  if (getauxval(AT_SECURE) != 0) return;  // there glibc heeds none
  if (getauxval(AT_BASE) == 0) return;    // started by way of ld.so, whose name the process has
  if (getenv("MALLOC_ARENA_MAX") != nullptr) return;
  const char* const said = getenv(kName);
  if (said == nullptr) {
    setenv(kName, kTunables, 1);
    BeginAnew(argv);
  } else if (std::string_view(said) != kTunables) {
    return;
  }
  unsetenv(kName);  // it is not meant for what this process starts
}

}  // namespace weir::cli

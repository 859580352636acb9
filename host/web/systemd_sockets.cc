#include <unistd.h>

#include <charconv>
#include <cstdlib>
#include <optional>
#include <string_view>
#include <utility>

#include "web/listener.h"

namespace weir::web {
namespace {

constexpr int kFirst = 3;  // SD_LISTEN_FDS_START
constexpr int kMost = 1024;

std::optional<int> NumberIn(const char* variable) {
  const char* const value = std::getenv(variable);
  if (value == nullptr) return std::nullopt;
  const std::string_view text(value);
  int number = 0;
  const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || rest != text.data() + text.size()) return std::nullopt;
  return number;
}

// How many descriptors were passed to this process, and not to one that passed its environment on.
int Count() {
  if (NumberIn("LISTEN_PID") != getpid()) return 0;
  const int count = NumberIn("LISTEN_FDS").value_or(0);
  return count < 0 || count > kMost ? 0 : count;
}

}  // namespace

Result<std::vector<Listener>> Listener::FromSystemd() {
  const int count = Count();
  for (const char* name : {"LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES"}) unsetenv(name);
  if (count == 0) {
    return Fail("systemd has passed no sockets: --web.systemd-socket needs a socket unit");
  }
  std::vector<Listener> listeners;
  for (int fd = kFirst; fd < kFirst + count; ++fd) {
    Result<Listener> listener = Adopt(fd);
    if (!listener) return tl::unexpected(listener.error());
    listeners.push_back(*std::move(listener));
  }
  return listeners;
}

}  // namespace weir::web

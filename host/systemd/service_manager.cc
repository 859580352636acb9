#include "systemd/service_manager.h"

#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <cstdlib>

namespace weir::systemd {
namespace {

std::string Variable(const char* name) {
  const char* const value = getenv(name);
  return value == nullptr ? "" : value;
}

template <class Number>
std::optional<Number> Parse(std::string_view text) {
  Number number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number == 0) return {};
  return number;
}

std::optional<Duration> WatchdogOf(const ServiceManager::Environment& environment) {
  const auto us = Parse<uint64_t>(environment.watchdog_us);
  if (!us) return {};
  if (!environment.watchdog_pid.empty() && Parse<pid_t>(environment.watchdog_pid) != getpid()) {
    return {};
  }
  constexpr uint64_t kDay = 86'400'000'000;
  return std::chrono::microseconds(std::min(*us, kDay));
}

std::string Microseconds(Duration duration) {
  return std::to_string(std::chrono::duration_cast<std::chrono::microseconds>(duration).count());
}

// A newline would begin another assignment.
std::string StatusLine(std::string_view status) {
  std::string line = "STATUS=" + std::string(status) + "\n";
  std::replace(line.begin(), line.end() - 1, '\n', ' ');
  return line;
}

}  // namespace

ServiceManager::Environment ServiceManager::OfThisProcess() {
  return {Variable("NOTIFY_SOCKET"), Variable("WATCHDOG_USEC"), Variable("WATCHDOG_PID")};
}

ServiceManager::ServiceManager(const Environment& environment)
    : socket_(environment.socket),
      watchdog_(socket_.open() ? WatchdogOf(environment) : std::nullopt) {}

void ServiceManager::Ready(std::string_view status) const {
  socket_.Send("READY=1\n" + StatusLine(status));
}

void ServiceManager::Reloading() const {
  const Duration now = std::chrono::steady_clock::now().time_since_epoch();  // CLOCK_MONOTONIC
  socket_.Send("RELOADING=1\nMONOTONIC_USEC=" + Microseconds(now) + "\n" + StatusLine("reloading"));
}

void ServiceManager::Stopping() const { socket_.Send("STOPPING=1\n" + StatusLine("stopping")); }

void ServiceManager::Alive(std::string_view status) const {
  socket_.Send("WATCHDOG=1\n" + StatusLine(status));
}

void ServiceManager::NotYet(Duration more) const {
  socket_.Send("EXTEND_TIMEOUT_USEC=" + Microseconds(more) + "\n" + StatusLine("starting"));
}

}  // namespace weir::systemd

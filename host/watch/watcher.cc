#include "watch/watcher.h"

#include <poll.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <exception>
#include <utility>

#include "log/log.h"

namespace weir::watch {
namespace {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

constexpr milliseconds kQuiet(200);
constexpr milliseconds kMost(2000);
constexpr milliseconds kBetweenLooks(10'000);

Paths DirectoriesOf(const Paths& files) {
  Paths directories;
  for (const std::string& file : files) directories.merge(watch::DirectoriesOf(file));
  return directories;
}

}  // namespace

Watcher::Watcher(std::function<void()> changed)
    : changed_(std::move(changed)),
      wake_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
      debounce_(kQuiet, kMost),
      thread_([this] { Run(); }) {
  pthread_setname_np(thread_.native_handle(), "watch");
}

Watcher::~Watcher() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  Wake();
  thread_.join();
  close(wake_);
}

void Watcher::Wake() const {
  const uint64_t one = 1;
  [[maybe_unused]] const ssize_t written = write(wake_, &one, sizeof one);
}

Paths Watcher::files() const {
  const std::lock_guard lock(mutex_);
  return files_;
}

Footprint Watcher::Look() const { return FootprintOf(files()); }

void Watcher::Follow(const Paths& files, const Footprint& seen) {
  Footprint footprint = FootprintOf(files);
  for (auto& [file, print] : footprint) {
    if (const auto known = seen.find(file); known != seen.end()) print = known->second;
  }
  {
    const std::lock_guard lock(mutex_);
    files_ = files;
    seen_ = std::move(footprint);
  }
  Wake();
}

void Watcher::Run() noexcept {
  while (!Stopping()) {
    try {
      Turn();
    } catch (const std::exception& exception) {
      log::Failure("cannot watch files", {{"error", exception.what()}});
    }
  }
}

bool Watcher::Stopping() const {
  const std::lock_guard lock(mutex_);
  return stopping_;
}

// Waits for something to happen, and sees to it.
void Watcher::Turn() {
  if (Wait()) debounce_.Note(Clock::now());
  if (!debounce_.Take(Clock::now())) return;
  const Paths files = this->files();
  directories_.Follow(DirectoriesOf(files));
  Footprint now = FootprintOf(files);
  const std::unique_lock lock(mutex_);
  if (files != files_ || now == seen_) return;
  seen_ = std::move(now);
  changed_();
}

// Whether there may be something to see.
bool Watcher::Wait() {
  Clock::duration patience = kBetweenLooks;
  if (debounce_.due()) patience = std::max(Clock::duration(0), *debounce_.due() - Clock::now());
  const auto ms = std::chrono::ceil<milliseconds>(patience).count();
  std::array<pollfd, 2> sources = {{{wake_, POLLIN, 0}, {directories_.fd(), POLLIN, 0}}};
  const int ready = poll(sources.data(), sources.size(), static_cast<int>(ms));
  uint64_t wakes = 0;
  [[maybe_unused]] const ssize_t count = read(wake_, &wakes, sizeof wakes);
  directories_.Drain();
  return ready > 0 || !debounce_.due();
}

}  // namespace weir::watch

#include "loop/epoll_loop.h"

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <exception>
#include <system_error>

#include "log/log.h"

namespace weir {
namespace {

constexpr uint64_t kWakeKey = 0;
constexpr size_t kMostEvents = 64;

template <class Call>
void Guard(const Call& call) noexcept {
  try {
    call();
  } catch (const std::exception& exception) {
    log::Failure("a task of the loop failed", {{"error", exception.what()}});
  }
}

int Checked(int fd, const char* what) {
  if (fd < 0) throw std::system_error(errno, std::generic_category(), what);
  return fd;
}

// Of epoll_event: the descriptor and its watch's serial, of which the low half is enough to tell
// two apart that one round of events may confuse.
uint64_t Key(int fd, uint64_t serial) { return (serial << 32) | static_cast<uint32_t>(fd); }

}  // namespace

EpollLoop::EpollLoop()
    : epoll_(Checked(epoll_create1(EPOLL_CLOEXEC), "epoll_create1")),
      wake_(Checked(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK), "eventfd")) {
  epoll_event event{EPOLLIN, {.u64 = kWakeKey}};
  Checked(epoll_ctl(epoll_, EPOLL_CTL_ADD, wake_, &event), "epoll_ctl");
  thread_ = std::thread([this] { Run(); });
}

EpollLoop::~EpollLoop() {
  stop_ = true;
  Wake();
  thread_.join();
  close(wake_);
  close(epoll_);
}

void EpollLoop::Wake() const {
  const uint64_t one = 1;
  [[maybe_unused]] const ssize_t written = write(wake_, &one, sizeof one);
}

void EpollLoop::Post(Task task) {
  // Woken under the lock: what this task does may be the last before the loop is gone.
  const std::lock_guard lock(mutex_);
  if (stop_) return;
  posted_.push_back(std::move(task));
  if (!std::exchange(awake_, true)) Wake();
}

TimerId EpollLoop::At(Time when, Task task) {
  const TimerId id = ++last_timer_;
  timers_.emplace(std::pair(when, id), std::move(task));
  times_.emplace(id, when);
  return id;
}

void EpollLoop::Cancel(TimerId timer) {
  const auto known = times_.find(timer);
  if (known == times_.end()) return;
  timers_.erase({known->second, timer});
  times_.erase(known);
}

bool EpollLoop::Watch(int fd, uint32_t events, Ready ready) {
  const uint64_t serial = ++last_serial_;
  epoll_event event{events, {.u64 = Key(fd, serial)}};
  if (epoll_ctl(epoll_, EPOLL_CTL_ADD, fd, &event) != 0) return false;
  watched_[fd] = {serial, std::make_shared<Ready>(std::move(ready))};
  return true;
}

void EpollLoop::Rewatch(int fd, uint32_t events) {
  epoll_event event{events, {.u64 = Key(fd, watched_.at(fd).serial)}};
  epoll_ctl(epoll_, EPOLL_CTL_MOD, fd, &event);
}

void EpollLoop::Unwatch(int fd) {
  if (watched_.erase(fd) > 0) epoll_ctl(epoll_, EPOLL_CTL_DEL, fd, nullptr);
}

void EpollLoop::Run() noexcept {
  while (!stop_) {
    WaitForEvents();
    RunPosted();
    RunDue();
    RunSlice();
  }
}

// How long there is nothing to do, in ms: never too short for a timer, as epoll rounds down.
int EpollLoop::Patience() {
  const std::lock_guard lock(mutex_);
  awake_ = !posted_.empty() || !slices_.empty();
  if (awake_) return 0;
  if (timers_.empty()) return -1;
  const auto left =
      std::chrono::ceil<std::chrono::milliseconds>(timers_.begin()->first.first - Now());
  awake_ = left.count() <= 0;
  return static_cast<int>(std::clamp<int64_t>(left.count(), 0, 3'600'000));
}

void EpollLoop::WaitForEvents() {
  std::array<epoll_event, kMostEvents> events;
  const int count = epoll_wait(epoll_, events.data(), kMostEvents, Patience());
  {
    const std::lock_guard lock(mutex_);
    awake_ = true;
  }
  for (int i = 0; i < count && !stop_; ++i) {
    const epoll_event& event = events[static_cast<size_t>(i)];
    Dispatch(event.data.u64, event.events);
  }
}

void EpollLoop::Dispatch(uint64_t key, uint32_t events) {
  if (key == kWakeKey) {
    uint64_t wakes = 0;
    [[maybe_unused]] const ssize_t count = read(wake_, &wakes, sizeof wakes);
    return;
  }
  const int fd = static_cast<int>(key & 0xffffffffu);
  const auto found = watched_.find(fd);
  if (found == watched_.end() || Key(fd, found->second.serial) != key) return;
  const auto ready = found->second.ready;  // it may unwatch itself
  Guard([&] { (*ready)(events); });
}

void EpollLoop::RunPosted() {
  std::vector<Task> tasks;
  {
    const std::lock_guard lock(mutex_);
    tasks.swap(posted_);
  }
  for (const Task& task : tasks) {
    if (stop_) return;
    Guard(task);
  }
}

void EpollLoop::RunSlice() {
  if (slices_.empty() || stop_) return;
  const Task slice = std::move(slices_.front());
  slices_.pop_front();
  Guard(slice);
}

// One after the other, because one may cancel the next.  Timers that these tasks set wait for the
// next round, so that posted tasks come in between.
void EpollLoop::RunDue() {
  if (timers_.empty()) return;
  const Time now = Now();
  const TimerId last = last_timer_;
  while (!timers_.empty() && !stop_) {
    const auto first = timers_.begin();
    if (first->first.first > now || first->first.second > last) return;
    const Task task = std::move(first->second);
    times_.erase(first->first.second);
    timers_.erase(first);
    Guard(task);
  }
}

}  // namespace weir

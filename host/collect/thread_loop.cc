#include "collect/thread_loop.h"

#include <exception>

#include "log/log.h"

namespace weir::collect {
namespace {

void RunTask(const Task& task) noexcept {
  try {
    task();
  } catch (const std::exception& exception) {
    log::Failure("a task of the collection loop failed", {{"error", exception.what()}});
  }
}

}  // namespace

ThreadLoop::ThreadLoop() : thread_([this] { Run(); }) {}

ThreadLoop::~ThreadLoop() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

void ThreadLoop::Post(Task task) {
  // Under the lock: what this task does may be the last before the loop is gone.
  const std::lock_guard lock(mutex_);
  if (stop_) return;
  posted_.push_back(std::move(task));
  wake_.notify_one();
}

TimerId ThreadLoop::At(Time when, Task task) {
  const TimerId id = ++last_timer_;
  timers_.emplace(std::pair(when, id), std::move(task));
  times_.emplace(id, when);
  return id;
}

void ThreadLoop::Cancel(TimerId timer) {
  const auto known = times_.find(timer);
  if (known == times_.end()) return;
  timers_.erase({known->second, timer});
  times_.erase(known);
}

// The posted tasks; empty when a timer is due.  Nothing posted and no stop: sleeps.
std::vector<Task> ThreadLoop::Wait() {
  const auto awake = [this] { return stop_ || !posted_.empty(); };
  std::unique_lock lock(mutex_);
  if (timers_.empty()) {
    wake_.wait(lock, awake);
  } else {
    wake_.wait_until(lock, timers_.begin()->first.first, awake);
  }
  std::vector<Task> tasks;
  if (!stop_) tasks.swap(posted_);
  return tasks;
}

bool ThreadLoop::Stopped() {
  const std::lock_guard lock(mutex_);
  return stop_;
}

// One after the other, because one may cancel the next.  Timers that these tasks set wait for the
// next round, so that posted tasks come in between.
void ThreadLoop::RunDue() {
  const Time now = Now();
  const TimerId last = last_timer_;
  while (!timers_.empty() && !Stopped()) {
    const auto first = timers_.begin();
    if (first->first.first > now || first->first.second > last) return;
    const Task task = std::move(first->second);
    times_.erase(first->first.second);
    timers_.erase(first);
    RunTask(task);
  }
}

void ThreadLoop::Run() noexcept {
  while (!Stopped()) {
    for (const Task& task : Wait()) {
      if (Stopped()) return;
      RunTask(task);
    }
    RunDue();
  }
}

}  // namespace weir::collect

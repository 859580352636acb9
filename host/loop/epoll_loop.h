// The loop that a running host has: a thread of its own, which also waits for descriptors
// (epoll(7)).
#pragma once

#include <atomic>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <thread>
#include <unordered_map>
#include <vector>

#include "loop/loop.h"

namespace weir {

class EpollLoop : public Loop {
 public:
  using Ready = std::function<void(uint32_t events)>;  // EPOLLIN, EPOLLOUT, EPOLLHUP, ...

  EpollLoop();            // throws std::system_error when there are no descriptors left
  ~EpollLoop() override;  // runs no further task, joins

  Time Now() const override { return std::chrono::steady_clock::now(); }
  void Post(Task task) override;
  // Runs the task when there is nothing else to do: long work is cut into such tasks, between which
  // descriptors, timers and other tasks have their turn.  On the loop only.
  void PostSlice(Task slice) { slices_.push_back(std::move(slice)); }
  TimerId At(Time when, Task task) override;
  void Cancel(TimerId timer) override;

  // Calls ready whenever the descriptor is in one of the states (level-triggered unless EPOLLET is
  // among them).  On the loop only, as are the next two.  The descriptor stays the caller's, who
  // unwatches it before it is closed.  False: no memory in the kernel, or too many (errno).
  bool Watch(int fd, uint32_t events, Ready ready);
  // Other states than before.  REQUIRES: fd is watched.
  void Rewatch(int fd, uint32_t events);
  // No ready is called for it any more.  What is not watched is ignored.
  void Unwatch(int fd);

 private:
  struct Watched {
    uint64_t serial;  // tells it from an earlier one with the same number
    std::shared_ptr<Ready> ready;
  };
  using Timers = std::map<std::pair<Time, TimerId>, Task>;

  void Run() noexcept;
  void WaitForEvents();
  void Dispatch(uint64_t key, uint32_t events);
  void RunPosted();
  void RunDue();
  void RunSlice();
  int Patience();
  void Wake() const;

  int epoll_ = -1;
  int wake_ = -1;  // eventfd
  std::atomic<bool> stop_ = false;
  std::mutex mutex_;  // guards the next two
  std::vector<Task> posted_;
  bool awake_ = false;  // sees what is posted without being woken
  // Below: on the loop only.
  std::unordered_map<int, Watched> watched_;
  uint64_t last_serial_ = 0;
  std::deque<Task> slices_;
  Timers timers_;
  std::unordered_map<TimerId, Time> times_;
  TimerId last_timer_ = 0;
  std::thread thread_;  // last: starts when all else is there
};

}  // namespace weir

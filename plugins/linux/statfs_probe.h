// Asking file systems how full they are, without ever waiting long for one that hangs.
#pragma once

#include <sys/vfs.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace weir::linux_plugin {

// statfs(2) or what a test puts in its place: 0, or an errno.  Called by the caller of the probe
// and by threads of the probe, and there possibly still running when the probe is gone.
using StatfsCall = std::function<int(const char* path, struct statfs* result)>;

// The real one.
int CallStatfs(const char* path, struct statfs* result);

// One mount point.  `hangs` is shared with the thread that asks; the rest is the asker's.
struct StatfsTarget {
  enum class Answer { kNone, kGood, kError, kHangs };

  std::string path;
  std::string kind;      // the file system's type: where one hangs, its like may hang too
  bool may_hang = true;  // false: asked at once, without a thread between
  Answer answer = Answer::kNone;
  int os_error = 0;                // of kError
  struct statfs result = {};       // of kGood
  std::atomic<bool> hangs{false};  // a call has not returned: not asked until it does

  // What a call has returned.
  void Set(int error, const struct statfs& values);
};

// Asks those that cannot hang itself, and has one thread that asks the others.  When a call takes
// too long, the thread is left behind with it and ends by itself once the call returns, which may
// be never; another thread goes on with the rest.  Threads left behind use nothing of the probe but
// what they share ownership of, so that the probe can be destroyed at any time without waiting for
// them.  Not for sharing between threads.
class StatfsProbe {
 public:
  using Clock = std::chrono::steady_clock;
  using Targets = std::vector<std::shared_ptr<StatfsTarget>>;

  // At most this many threads are left behind; then nothing is asked until one of them ends.
  static constexpr int kMostStuck = 16;

  // Where this many of a kind hang, the others of that kind are not asked: a server that is gone
  // takes all of its mounts along, and the local disks still have to be asked.
  static constexpr int kMostOfAKind = 4;

  explicit StatfsProbe(StatfsCall call);
  ~StatfsProbe();
  StatfsProbe(const StatfsProbe&) = delete;
  StatfsProbe& operator=(const StatfsProbe&) = delete;

  // Sets the answer of each target.  kHangs: it has not answered within `patience`, or has not
  // since an earlier time.  kNone: it was not asked, because the deadline came first or because too
  // many hang.  Those whose kind has let the probe down are asked last.  Returns by the deadline.
  // Throws std::system_error if no thread can be started.
  void Ask(const Targets& targets, Clock::duration patience, Clock::time_point deadline);

  // Threads that were left behind and have not ended.
  int stuck() const { return *stuck_; }

 private:
  class Worker;

  void Queue(const Targets& targets);
  void AskWithoutThread(const Targets& targets);
  void Distrust(const std::string& kind);

  StatfsCall call_;
  std::shared_ptr<std::atomic<int>> stuck_;
  std::shared_ptr<Worker> worker_;  // idle between calls of Ask, or none
  Targets queue_;                   // not asked yet in this call of Ask
  std::map<std::string, int> hanging_of_kind_;
};

}  // namespace weir::linux_plugin

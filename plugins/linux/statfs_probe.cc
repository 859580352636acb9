#include "statfs_probe.h"

#include <pthread.h>
#include <signal.h>

#include <algorithm>
#include <cerrno>
#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <thread>
#include <utility>

namespace weir::linux_plugin {
namespace {

using Answer = StatfsTarget::Answer;

// Signals are the host's affair: none is to be delivered to a thread of the plugin.  A new thread
// inherits the mask of the one that starts it.
class AllSignalsBlocked {
 public:
  AllSignalsBlocked() {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before_);
  }
  ~AllSignalsBlocked() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  AllSignalsBlocked(const AllSignalsBlocked&) = delete;
  AllSignalsBlocked& operator=(const AllSignalsBlocked&) = delete;

 private:
  sigset_t before_;
};

}  // namespace

int CallStatfs(const char* path, struct statfs* result) {
  return statfs(path, result) == 0 ? 0 : errno;
}

void StatfsTarget::Set(int error, const struct statfs& values) {
  answer = error == 0 ? Answer::kGood : Answer::kError;
  os_error = error;
  result = values;
}

// The thread and what it works on, owned by both sides.
class StatfsProbe::Worker {
 public:
  Worker(StatfsCall call, std::shared_ptr<std::atomic<int>> stuck)
      : call_(std::move(call)), stuck_(std::move(stuck)) {}

  static std::shared_ptr<Worker> Start(StatfsCall call, std::shared_ptr<std::atomic<int>> stuck);

  // Asks what is in *queue and removes it from there.  False if a call has taken too long: then
  // *hanging is its target, unless the thread did not even come to ask, the rest is still in
  // *queue, and the worker is of no use any more.
  bool Work(Targets* queue, Clock::duration patience, Clock::time_point deadline,
            std::shared_ptr<StatfsTarget>* hanging);

  // Ends the idle thread.
  void Stop();

 private:
  void Run();
  void AskNext(std::unique_lock<std::mutex>* lock);
  void Abandon(std::shared_ptr<StatfsTarget>* hanging);
  bool IsIdle() const { return next_ == queue_.size(); }

  const StatfsCall call_;
  const std::shared_ptr<std::atomic<int>> stuck_;
  std::thread thread_;

  std::mutex mutex_;  // guards what follows
  std::condition_variable to_thread_;
  std::condition_variable to_probe_;
  Targets queue_;
  size_t next_ = 0;      // the one that is asked now or next
  bool asking_ = false;  // a call is under way
  Clock::time_point waiting_since_;
  bool leave_ = false;
};

std::shared_ptr<StatfsProbe::Worker> StatfsProbe::Worker::Start(
    StatfsCall call, std::shared_ptr<std::atomic<int>> stuck) {
  AllSignalsBlocked blocked;
  auto worker = std::make_shared<Worker>(std::move(call), std::move(stuck));
  worker->thread_ = std::thread([worker]() noexcept { worker->Run(); });
  pthread_setname_np(worker->thread_.native_handle(), "weir-statfs");
  return worker;
}

void StatfsProbe::Worker::Run() {
  std::unique_lock<std::mutex> lock(mutex_);
  while (true) {
    to_thread_.wait(lock, [this] { return leave_ || !IsIdle(); });
    while (!leave_ && !IsIdle()) AskNext(&lock);
    if (leave_) return;
    to_probe_.notify_one();
  }
}

void StatfsProbe::Worker::AskNext(std::unique_lock<std::mutex>* lock) {
  std::shared_ptr<StatfsTarget> target = queue_[next_];
  asking_ = true;
  waiting_since_ = Clock::now();
  struct statfs result = {};
  lock->unlock();
  int os_error = call_(target->path.c_str(), &result);
  lock->lock();
  asking_ = false;
  if (leave_) {
    // Given up, and counted as stuck; nobody looks at the result.
    --*stuck_;
    target->hangs = false;
    return;
  }
  target->Set(os_error, result);
  ++next_;
}

bool StatfsProbe::Worker::Work(Targets* queue, Clock::duration patience, Clock::time_point deadline,
                               std::shared_ptr<StatfsTarget>* hanging) {
  std::unique_lock<std::mutex> lock(mutex_);
  queue_.swap(*queue);
  next_ = 0;
  waiting_since_ = Clock::now();
  to_thread_.notify_one();
  while (!IsIdle()) {
    Clock::time_point limit = std::min(waiting_since_ + patience, deadline);
    if (to_probe_.wait_until(lock, limit) == std::cv_status::no_timeout) continue;
    if (!IsIdle() && Clock::now() >= std::min(waiting_since_ + patience, deadline)) break;
  }
  bool done = IsIdle();
  if (!done) Abandon(hanging);
  queue_.erase(queue_.begin(), queue_.begin() + static_cast<std::ptrdiff_t>(next_));
  queue_.swap(*queue);
  next_ = 0;
  return done;
}

void StatfsProbe::Worker::Abandon(std::shared_ptr<StatfsTarget>* hanging) {
  leave_ = true;
  if (asking_) {
    *hanging = queue_[next_++];
    (*hanging)->answer = Answer::kHangs;
    (*hanging)->hangs = true;
    ++*stuck_;
  }
  to_thread_.notify_one();
  thread_.detach();
}

void StatfsProbe::Worker::Stop() {
  {
    std::lock_guard<std::mutex> lock(mutex_);
    leave_ = true;
  }
  to_thread_.notify_one();
  thread_.join();
}

StatfsProbe::StatfsProbe(StatfsCall call)
    : call_(std::move(call)), stuck_(std::make_shared<std::atomic<int>>(0)) {}

StatfsProbe::~StatfsProbe() {
  if (worker_ != nullptr) worker_->Stop();
}

void StatfsProbe::Ask(const Targets& targets, Clock::duration patience,
                      Clock::time_point deadline) {
  Queue(targets);
  if (Clock::now() < deadline) AskWithoutThread(targets);
  while (!queue_.empty() && Clock::now() < deadline) {
    if (worker_ == nullptr && *stuck_ >= kMostStuck) break;
    if (worker_ == nullptr) worker_ = Worker::Start(call_, stuck_);
    std::shared_ptr<StatfsTarget> hanging;
    if (worker_->Work(&queue_, patience, deadline, &hanging)) break;
    worker_.reset();
    if (hanging != nullptr) Distrust(hanging->kind);
  }
  queue_.clear();
}

void StatfsProbe::Queue(const Targets& targets) {
  queue_.clear();
  hanging_of_kind_.clear();
  for (const auto& target : targets) {
    target->answer = target->hangs ? Answer::kHangs : Answer::kNone;
    if (target->answer == Answer::kNone && target->may_hang) queue_.push_back(target);
  }
  for (const auto& target : targets) {
    if (target->answer == Answer::kHangs) Distrust(target->kind);
  }
}

void StatfsProbe::AskWithoutThread(const Targets& targets) {
  for (const auto& target : targets) {
    if (target->answer != Answer::kNone || target->may_hang) continue;
    struct statfs result = {};
    target->Set(call_(target->path.c_str(), &result), result);
  }
}

// One more of that kind hangs.
void StatfsProbe::Distrust(const std::string& kind) {
  auto first_of_kind = std::stable_partition(
      queue_.begin(), queue_.end(), [&](const auto& target) { return target->kind != kind; });
  if (++hanging_of_kind_[kind] >= kMostOfAKind) queue_.erase(first_of_kind, queue_.end());
}

}  // namespace weir::linux_plugin

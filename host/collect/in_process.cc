#include "collect/in_process.h"

#include <pthread.h>

#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

#include "collect/recorded_instance.h"

namespace weir::collect {

// Shared by the source and the thread, so that either may be gone first.
class InProcess::Thread {
 public:
  Thread(const config::Collector& config, const weir_plugin& plugin) : instance_(config, plugin) {}

  // Not noexcept: a plugin that calls pthread_exit unwinds through here, and ends its thread alone.
  void Run() {
    for (;;) {
      const Task task = Next();
      if (!task) return;
      task();
    }
  }

  void Do(Task task) {
    {
      const std::lock_guard lock(mutex_);
      tasks_.push_back(std::move(task));
    }
    wake_.notify_one();
  }

  RecordedInstance& instance() { return instance_; }
  // Set once the deadline of what is under way has passed.
  std::atomic<bool> late{false};

 private:
  // An empty task ends the thread.
  Task Next() {
    std::unique_lock lock(mutex_);
    wake_.wait(lock, [this] { return !tasks_.empty(); });
    Task task = std::move(tasks_.front());
    tasks_.pop_front();
    return task;
  }

  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Task> tasks_;
  RecordedInstance instance_;
};

InProcess::InProcess(const config::Collector& config, const weir_plugin& plugin, Loop& loop)
    : loop_(loop), thread_(std::make_shared<Thread>(config, plugin)) {
  facts_.isolation = "in_process";
  facts_.plugin = plugin.name;
  facts_.version = plugin.version;
  std::thread runner([thread = thread_] { thread->Run(); });
  pthread_setname_np(runner.native_handle(), config.name.substr(0, 15).c_str());
  runner.detach();
}

InProcess::~InProcess() {
  Abandon();
  thread_->Do([thread = thread_.get()] { thread->instance().Stop(); });
  thread_->Do(nullptr);
}

void InProcess::Start(Time, Done done) {
  thread_->late = false;
  thread_->Do([thread = thread_, &loop = loop_, done = std::move(done)] {
    auto report = std::make_shared<Report>(thread->instance().Start());
    loop.Post([done, report] { done(std::move(*report)); });
  });
}

void InProcess::Collect(Time deadline, Done done) {
  thread_->late = false;
  thread_->Do([thread = thread_, &loop = loop_, deadline, done = std::move(done)] {
    auto report = std::make_shared<Report>(thread->instance().Collect(deadline, thread->late));
    loop.Post([done, report] { done(std::move(*report)); });
  });
}

void InProcess::Abandon() { thread_->late = true; }

void InProcess::Stop(Task done) {
  Abandon();
  thread_->Do([thread = thread_, &loop = loop_, done = std::move(done)] {
    thread->instance().Stop();
    loop.Post(done);
  });
}

}  // namespace weir::collect

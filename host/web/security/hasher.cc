#include "web/security/hasher.h"

#include <openssl/crypto.h>
#include <sys/resource.h>
#include <unistd.h>

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <thread>
#include <utility>

#include "web/security/password.h"

namespace weir::web {
namespace {

constexpr int kNice = 10;

struct Job {
  uint64_t number;
  std::string password;
  std::string hash;
};

}  // namespace

// Outlives the hasher until the thread has seen its end.
struct Hasher::Queue {
  std::mutex mutex;
  std::condition_variable changed;
  std::deque<Job> jobs;
  std::map<uint64_t, Done> waiting;  // by job; none of them ends in the thread
  uint64_t last = 0;
  Loop* loop = nullptr;  // null: the hasher is gone
  bool started = false;

  static void Run(const std::shared_ptr<Queue>& queue) noexcept;
  bool Take(Job& job);
  void Give(Job& job, bool fits);
};

// Waits for a job.  False: there will be none.
bool Hasher::Queue::Take(Job& job) {
  std::unique_lock lock(mutex);
  changed.wait(lock, [this] { return loop == nullptr || !jobs.empty(); });
  if (loop == nullptr) return false;
  job = std::move(jobs.front());
  jobs.pop_front();
  return true;
}

void Hasher::Queue::Give(Job& job, bool fits) {
  OPENSSL_cleanse(job.password.data(), job.password.size());
  const std::lock_guard lock(mutex);
  const auto mine = waiting.find(job.number);
  if (loop == nullptr || mine == waiting.end()) return;
  loop->Post([done = std::move(mine->second), fits] { done(fits); });
  waiting.erase(mine);
}

void Hasher::Queue::Run(const std::shared_ptr<Queue>& queue) noexcept {
  setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), kNice);
  for (Job job; queue->Take(job);) queue->Give(job, Fits(job.password, job.hash));
}

Hasher::Hasher(Loop& loop) : queue_(std::make_shared<Queue>()) { queue_->loop = &loop; }

Hasher::~Hasher() {
  std::map<uint64_t, Done> forgotten;
  const std::lock_guard lock(queue_->mutex);
  queue_->loop = nullptr;
  queue_->jobs.clear();
  forgotten.swap(queue_->waiting);
  queue_->changed.notify_all();
}

bool Hasher::Compare(std::string password, std::string hash, Done done) {
  const std::lock_guard lock(queue_->mutex);
  if (queue_->jobs.size() >= kMostWaiting) return false;
  if (!queue_->started) std::thread([queue = queue_] { Queue::Run(queue); }).detach();
  queue_->started = true;
  queue_->jobs.push_back({++queue_->last, std::move(password), std::move(hash)});
  queue_->waiting.emplace(queue_->last, std::move(done));
  queue_->changed.notify_one();
  return true;
}

}  // namespace weir::web

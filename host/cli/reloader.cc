#include "cli/reloader.h"

#include <malloc.h>
#include <pthread.h>

#include <exception>
#include <utility>

namespace weir::cli {
namespace {

constexpr const char* kStopping = "weir is stopping";

Reloader::Outcome Try(const Reloader::Attempt& attempt) {
  try {
    return attempt();
  } catch (const std::exception& exception) {
    return Fail(exception.what());
  }
}

}  // namespace

Reloader::Reloader(Attempt attempt) : attempt_(std::move(attempt)), thread_([this] { Run(); }) {
  pthread_setname_np(thread_.native_handle(), "reload");
}

Reloader::~Reloader() {
  End();
  thread_.join();
}

void Reloader::End() {
  const std::lock_guard lock(mutex_);
  stopping_ = true;
  changed_.notify_all();
}

void Reloader::Ask(Told told) {
  std::unique_lock lock(mutex_);
  if (ended_) {
    lock.unlock();
    return told(Fail(kStopping));
  }
  asked_.push_back(std::move(told));
  changed_.notify_all();
}

bool Reloader::Stop(std::chrono::milliseconds patience) {
  End();
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, patience, [this] { return ended_; });
}

void Reloader::Run() noexcept {
  for (std::vector<Told> batch = Next(); !batch.empty(); batch = Next()) Serve(batch);
}

void Reloader::Serve(const std::vector<Told>& batch) const {
  const Outcome outcome = Try(attempt_);
  for (const Told& told : batch) told(outcome);
  malloc_trim(0);  // what two configurations beside each other took is the system's again
}

// Those who wait for the next attempt; nobody at the end.
std::vector<Reloader::Told> Reloader::Next() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return stopping_ || !asked_.empty(); });
  std::vector<Told> batch = std::exchange(asked_, {});
  if (!stopping_) return batch;
  ended_ = true;
  changed_.notify_all();
  lock.unlock();
  for (const Told& told : batch) told(Fail(kStopping));
  return {};
}

}  // namespace weir::cli

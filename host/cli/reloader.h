// Loads the configuration again whenever somebody asks for it: one attempt at a time, on a thread
// of its own.  Who asks while one is under way waits for the next, with all others who do.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "error/result.h"

namespace weir::cli {

class Reloader {
 public:
  // What has changed, or why nothing has.
  using Outcome = Result<std::string>;
  using Attempt = std::function<Outcome()>;
  using Told = std::function<void(const Outcome&)>;

  // attempt: called on the reloader's thread.
  explicit Reloader(Attempt attempt);
  // Waits for the attempt under way.
  ~Reloader();

  // told: called on the reloader's thread, when an attempt has ended that began after this call.
  // Any thread.
  void Ask(Told told);

  // Answers all who wait with an error, and makes no further attempt.  False if the one under way
  // has not ended in time; then the process can only be left.
  bool Stop(std::chrono::milliseconds patience);

 private:
  void End();
  void Run() noexcept;
  void Serve(const std::vector<Told>& batch) const;
  std::vector<Told> Next();

  const Attempt attempt_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Told> asked_;
  bool stopping_ = false;
  bool ended_ = false;
  std::thread thread_;  // last: starts when all else is there
};

}  // namespace weir::cli

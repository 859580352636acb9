// A worker's work: one instance of a plugin, started, asked and ended as the host says.  Main
// thread.
#pragma once

#include <atomic>
#include <memory>
#include <string>

#include "error/result.h"
#include "log/allowance.h"
#include "plugin/instance.h"
#include "plugin/plugin.h"
#include "worker/child/outbox.h"
#include "worker/child/sent_recording.h"
#include "worker/wire/answers.h"
#include "worker/wire/orders.h"

namespace weir::child {

class Job {
 public:
  explicit Job(Outbox& outbox) : outbox_(outbox) {}

  // Confines the process, loads the plugin and makes an instance.  False if there is none: the host
  // has been told why.
  bool Start(const wire::Start& start);
  void Collect(uint64_t deadline_ns);
  void Stop();

 private:
  // How a call ended; the lists are those of the first.
  struct Ended {
    plugin::Outcome outcome;
    std::vector<plugin::Violation> violations = {};
    std::vector<std::string> unread_keys = {};
  };
  Result<void> Prepare(const wire::Start& start);
  Result<void> Load(const wire::Start& start);
  Ended Make(const wire::Start& start);
  plugin::Outcome Describe();
  plugin::Instance::Log Log(int32_t least_level);
  void End(Ended ended, uint64_t took_ns);

  Outbox& outbox_;
  std::string sandbox_;  // what is in force
  std::shared_ptr<const plugin::Plugin> plugin_;
  std::unique_ptr<SentRecording> recording_;
  std::unique_ptr<plugin::Instance> instance_;
  log::Allowance log_allowance_;
  const std::atomic<bool> cancelled_{false};  // the deadline says it
};

}  // namespace weir::child

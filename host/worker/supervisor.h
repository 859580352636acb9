// One collector's worker, on the loop of the workshop: started, listened to, ended when it has to
// be, and reaped.  One process at a time: while an old one cannot be ended, there is no new one.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "collect/plugin_log.h"
#include "collect/source.h"
#include "plugin/plugin_file.h"
#include "worker/conversation.h"
#include "worker/known_facts.h"
#include "worker/output.h"
#include "worker/process.h"
#include "worker/replay.h"
#include "worker/usage.h"
#include "worker/wire/orders.h"
#include "worker/workshop.h"

namespace weir::worker {

// What a collector's workers are told, one after the other.
struct Assignment {
  wire::Start start;
  std::shared_ptr<const plugin::PluginFile> file;
  series::Recorder::Options recorder;
  uint64_t most_output = 0;  // bytes that one call may send
};

// Who is told what; called on the workshop's loop.
struct Listeners {
  std::function<void(collect::Report)> died;  // while nothing was under way
  KnownFacts::Tell facts;
};

class Supervisor : public std::enable_shared_from_this<Supervisor> {
 public:
  using Done = collect::Source::Done;

  Supervisor(Assignment assignment, Workshop& workshop, Listeners listeners);
  ~Supervisor();

  // As those of collect::Source.  Collect answers with the death of a worker that is gone.
  void Start(Done done);
  void Collect(Time deadline, Done done);
  void Abandon();
  void Stop(Task done);
  // Nobody listens any more.
  void Leave();

 private:
  // Why it is being ended, or has been.
  struct Doom {
    collect::Death death;
    plugin::Outcome outcome;
  };
  // All that goes with one process.
  struct Life;

  Result<void> Spawn();
  Result<void> Take(const wire::Frame& frame);
  void Finished(collect::Report report);
  void ConversationOver(const std::string& violation);
  void Kill(Doom doom);
  void EndSoon(Doom doom);
  void Watch();
  void LookAgain();
  Result<void> Log(const wire::LogLine& line);
  void Ended();
  Doom Autopsy(const Exit& exit, const std::string& crash) const;
  void Bury(const Exit& exit, Doom doom);
  void EndOfAll(const Exit& exit, bool was_killed);
  void Answer(collect::Report report);

  const Assignment assignment_;
  Workshop& workshop_;
  collect::PluginLog log_;
  int unwanted_lines_ = 0;  // in a row
  std::function<void(collect::Report)> died_;
  KnownFacts facts_;
  std::unique_ptr<Life> life_;
  std::optional<Doom> last_;  // what the last one died of
  Done done_;                 // of what is under way
  bool stopping_ = false;
  Task stopped_;
};

}  // namespace weir::worker

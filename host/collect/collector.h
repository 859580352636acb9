// One collector of exporter.yaml: when it runs, its deadline, its last good values.  Lives on the
// loop.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "collect/source.h"
#include "config/configuration.h"
#include "loop/loop.h"
#include "series/recorder.h"

namespace weir::collect {

// What the page and the operator are told of a collector.
struct View {
  enum class State { kStarting, kUp, kPartial, kFailed, kTimedOut, kUnsupported };

  std::shared_ptr<const config::Collector> config;
  State state = State::kStarting;
  bool up = false;
  bool started = false;                // there is an instance
  std::string error;                   // why it is not up; empty if it is
  series::Snapshot snapshot;           // to be shown; tables are null when nothing is
  size_t lines = 0;                    // of the snapshot
  std::optional<Duration> age;         // of the values in it; nothing before the first success
  std::optional<double> last_success;  // seconds since 1970
  Duration duration{0};                // of the last collection, inside the plugin
  uint64_t timeouts = 0;
  std::array<uint64_t, kDeaths> restarts{};  // by what the instance before had ended of
  Facts facts;
  series::DropCounts dropped{};     // since the start
  series::RefusalCounts refused{};  // by describe and the last collection
};

std::string_view Name(View::State state);

// An outcome for the operator: exporter.yaml:14:7: collector "disks": cannot ...: Permission denied
std::string Explain(const config::Collector& config, const plugin::Outcome& outcome);
// A key of its configuration that the plugin never asked for.
std::string ExplainUnread(const config::Collector& config, const std::string& pointer);

class Collector {
 public:
  // loop: outlives the collector.  first_tick: when an interval's first background collection after
  // the initial one is due, counted from Begin.
  Collector(std::shared_ptr<const config::Collector> config, Loop& loop,
            std::unique_ptr<Source> source, Duration first_tick);
  ~Collector();

  void Begin();
  // For a scrape: sees to it that there are values as new as the configuration asks for.  done is
  // called when they are there or are not to be waited for; possibly at once.
  void Refresh(Task done);
  void Stop(Task done);
  // Goes on with a configuration that says the same, perhaps at another place of the file.
  void Adopt(std::shared_ptr<const config::Collector> config) { config_ = std::move(config); }

  // Whether the first collection has finished, failed or timed out.
  bool settled() const { return settled_; }
  // Calls done when it is settled, possibly at once.
  void WhenSettled(Task done);
  View Look() const;
  // Whether it has values for the page.
  bool Shows() const;
  // What `weir check` would say: that it could not be started, and keys and series that were
  // refused when it first was.
  const std::vector<std::string>& complaints() const { return complaints_; }
  const config::Collector& config() const { return *config_; }

 private:
  enum class Phase { kDown, kStarting, kIdle, kCollecting, kGivenUp, kStopped };

  void Start();
  void Started(const Report& report);
  void Trigger();
  void Collected(const Report& report);
  void Died(const Report& report);
  void Overrun(const std::string& what, Duration limit);
  void Fail(View::State state, const plugin::Outcome& outcome);
  void Succeed(const Report& report);
  void Show(const Report& report);
  void Settle();
  void RetryLater(Death death);
  void Tick();
  void Count(const Report& report);
  void NoteRefusal(const std::string& refusal);
  bool Busy() const { return phase_ == Phase::kStarting || phase_ == Phase::kCollecting; }
  Duration Staleness() const;
  void LogChange(const std::string& error);
  void Complain(const Report& report);

  std::shared_ptr<const config::Collector> config_;
  Loop& loop_;
  const std::unique_ptr<Source> source_;
  const Duration first_tick_;

  Phase phase_ = Phase::kDown;
  bool started_ = false;
  bool overdue_ = false;       // the deadline of what is under way has passed
  bool worth_waiting_ = true;  // nothing has overrun since the last success
  bool settled_ = false;
  TimerId deadline_timer_ = 0;
  TimerId next_timer_ = 0;
  TimerId retry_timer_ = 0;
  Time next_tick_{};
  std::optional<Time> in_trouble_since_;  // the first death that no trusted start has followed
  int successes_ = 0;                     // since the start
  std::vector<Task> waiters_;
  std::vector<std::string> complaints_;

  View::State state_ = View::State::kStarting;
  std::string error_;
  series::Snapshot snapshot_;
  bool current_ = false;  // the snapshot is what the last collection said
  std::optional<Time> shown_since_;
  Time collected_at_{};  // start of the last collection
  std::optional<double> last_success_;
  Duration duration_{0};
  uint64_t timeouts_ = 0;
  std::array<uint64_t, kDeaths> restarts_{};
  series::DropCounts dropped_{};
  series::RefusalCounts refused_by_describe_{};
  series::RefusalCounts refused_{};
  std::string last_refusal_;
};

}  // namespace weir::collect

// Where one collector's values come from: an instance of a plugin, wherever it runs.  Definitions
// and values cross this interface, never text of a page.
//
// All calls and all answers are on the loop.  At most one of Start and Collect is under way; each
// is answered exactly once, however late.
#pragma once

#include <array>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "loop/loop.h"
#include "plugin/instance.h"
#include "series/recorder.h"

namespace weir::collect {

// What an instance ended of, without being told to.
enum class Death {
  kSignal,    // its process died of one
  kExit,      // its process ended itself
  kDeadline,  // it overran, and was ended for that
  kProtocol,  // its process said what no worker says, and was ended for that
  kStart,     // there never was one: it could not be made
};
inline constexpr size_t kDeaths = 5;
// "signal", "exit", ...
constexpr std::string_view Name(Death death) {
  constexpr std::string_view kNames[kDeaths] = {"signal", "exit", "deadline", "protocol", "start"};
  return kNames[static_cast<size_t>(death)];
}

// What one Start or Collect came to.
struct Report {
  plugin::Outcome outcome;
  bool alive = false;  // whether there is an instance to collect from; else Start comes next
  Death death = Death::kStart;               // if it is not alive
  std::optional<series::Snapshot> snapshot;  // if there is something new to show
  series::DropCounts dropped{};
  series::RefusalCounts refused{};
  std::string last_refusal;
  Duration took{0};                           // inside the plugin
  std::vector<plugin::Violation> violations;  // of Start: of the plugin's schema
  std::vector<std::string> unread_keys;  // of Start: JSON Pointers that the plugin never asked for
};

// What is known of the plugin and of the process that it runs in, if it has one of its own.
struct Facts {
  std::string plugin;   // its name, once it is known
  std::string version;  // its version
  bool stuck = false;   // the process was killed and does not end: the kernel holds it
  std::optional<double> cpu_seconds;  // of all the processes that it has had
  std::optional<double> resident_bytes;
  std::optional<double> open_fds;
  // What confines it, by name; false where that was asked for and this system cannot do it.
  std::vector<std::pair<std::string_view, bool>> sandbox;  // names: static
  std::string_view isolation = {};  // "process" or "in_process"; empty if there is no plugin
};

class Source {
 public:
  using Done = std::function<void(Report)>;

  virtual ~Source() = default;

  // Makes an instance: create and describe.
  virtual void Start(Time deadline, Done done) = 0;
  // REQUIRES: the last report was alive.
  virtual void Collect(Time deadline, Done done) = 0;
  // The deadline of what is under way has passed: its values are of no use any more.
  virtual void Abandon() = 0;
  // Ends the instance; done is called when it is gone, which may be never.  Nothing else is called
  // or answered afterwards.
  virtual void Stop(Task done) = 0;

  // Who is told that the instance has ended while nothing was asked of it: the report is not alive,
  // and Start comes next.  Called once, before the first Start.
  virtual void WhenDead(const Done&) {}
  virtual Facts Look() const { return {}; }
};

}  // namespace weir::collect

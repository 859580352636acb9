// Where one collector's values come from: an instance of a plugin, wherever it runs.  Definitions
// and values cross this interface, never text of a page.
//
// All calls and all answers are on the loop.  At most one of Start and Collect is under way; each
// is answered exactly once, however late.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "loop/loop.h"
#include "plugin/instance.h"
#include "series/recorder.h"

namespace weir::collect {

// What one Start or Collect came to.
struct Report {
  plugin::Outcome outcome;
  bool alive = false;  // whether there is an instance to collect from; else Start comes next
  std::optional<series::Snapshot> snapshot;  // if there is something new to show
  series::DropCounts dropped{};
  series::RefusalCounts refused{};
  std::string last_refusal;
  Duration took{0};                      // inside the plugin
  std::vector<std::string> unread_keys;  // of Start: JSON Pointers that the plugin never asked for
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
};

}  // namespace weir::collect

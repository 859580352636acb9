// The configuration, loaded again for a host that serves: when somebody asks, and when a file of it
// has changed, if that is watched for.
#pragma once

#include <chrono>
#include <optional>

#include "cli/arguments.h"
#include "cli/host.h"
#include "cli/reloader.h"
#include "watch/watcher.h"

namespace weir::cli {

// The configuration, and how its files were before they were read, if they are watched.
config::Loaded LoadFirst(const Arguments& arguments, watch::Footprint& seen);

class Renewal {
 public:
  // arguments, host: outlive it.  seen: as of LoadFirst; what differs from it is loaded again.
  Renewal(const Arguments& arguments, const watch::Footprint& seen, Host& host);

  // As those of Reloader.
  void Ask(Reloader::Told told) { reloader_.Ask(std::move(told)); }
  bool Stop(std::chrono::milliseconds patience);

 private:
  Reloader::Outcome Attempt();
  Result<Changes> LoadAgain();
  void Follow(const config::Configuration& wanted, const watch::Footprint& seen);

  const Arguments& arguments_;
  Host& host_;
  Reloader reloader_;
  std::optional<watch::Watcher> watcher_;  // if it watches
};

}  // namespace weir::cli

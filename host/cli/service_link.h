// What the service manager hears of a running host: that it is ready, how its collectors do, and,
// as long as its loops get on, that it is alive.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "collect/fleet.h"
#include "systemd/heartbeat.h"
#include "systemd/service_manager.h"

namespace weir::cli {

class ServiceLink {
 public:
  // loops: all that the host has; the last one is the fleet's.  fleet, loops: outlive it.
  ServiceLink(collect::Fleet& fleet, std::vector<Loop*> loops);

  // A reload has brought a loop.  Not on a loop.
  void Watch(std::vector<Loop*> loops);
  // The start is over, or a reload that was told of.  On the fleet's loop.
  void Ready(const collect::Reading& reading);
  // A reload begins.  On the fleet's loop.
  void Reloading();
  // The host stops, and is not watched any more.  Not on a loop.
  void Stop();

 private:
  Duration Period() const;
  void Beat();

  collect::Fleet& fleet_;
  const std::shared_ptr<const systemd::ServiceManager> manager_;  // also of who is under way
  bool ready_ = false;                                            // on the fleet's loop
  std::optional<systemd::Heartbeat> heartbeat_;
};

}  // namespace weir::cli

// What systemd, or whoever else speaks its protocol, is told of this service and wants to know.
// Where nobody asked, all of it does nothing.  Any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "loop/loop.h"
#include "systemd/notify_socket.h"

namespace weir::systemd {

class ServiceManager {
 public:
  // What the manager says in the environment of a service (sd_notify(3), sd_watchdog_enabled(3)).
  struct Environment {
    std::string socket;        // $NOTIFY_SOCKET
    std::string watchdog_us;   // $WATCHDOG_USEC
    std::string watchdog_pid;  // $WATCHDOG_PID; empty: whoever asks
  };
  static Environment OfThisProcess();

  explicit ServiceManager(const Environment& environment);

  bool listens() const { return socket_.open(); }
  // How long the manager waits for an Alive before it takes this process for hung; nothing: it
  // does not.
  std::optional<Duration> watchdog() const { return watchdog_; }

  // The start, or a reload, is over.  status: a line for people, as in all below.
  void Ready(std::string_view status) const;
  // A reload begins; Ready ends it, whatever came of it.
  void Reloading() const;
  void Stopping() const;
  void Alive(std::string_view status) const;
  // The start goes on: the manager waits for `more` from now on, if its own time runs out.
  void NotYet(Duration more) const;

 private:
  const NotifySocket socket_;
  std::optional<Duration> watchdog_;
};

}  // namespace weir::systemd

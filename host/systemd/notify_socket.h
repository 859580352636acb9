// The way to the service manager: datagrams as in sd_notify(3), whose protocol is public, to the
// socket that the manager names.
#pragma once

#include <sys/socket.h>
#include <sys/un.h>

#include <string_view>

namespace weir::systemd {

class NotifySocket {
 public:
  // address: a path, or "@name" in the abstract namespace; empty: there is nobody to tell, and so
  // it is, with a line in the log, where the address is none.
  explicit NotifySocket(std::string_view address);
  ~NotifySocket();
  NotifySocket(const NotifySocket&) = delete;
  NotifySocket& operator=(const NotifySocket&) = delete;

  // Whether there is somebody to tell.
  bool open() const { return fd_ >= 0; }
  // Sends lines of NAME=VALUE as one message, without waiting.  A failure is logged.  Any thread.
  void Send(std::string_view lines) const;

 private:
  bool SetAddress(std::string_view address);

  sockaddr_un address_{};
  socklen_t length_ = 0;
  int fd_ = -1;
};

}  // namespace weir::systemd

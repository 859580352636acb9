// A listening socket, TCP or unix, bound to one entry of `listen`.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "error/result.h"

namespace weir::web {

// With that much unsent in the kernel, a TCP connection is not writable (TCP_NOTSENT_LOWAT).
inline constexpr int kUnsentBytes = 64 * 1024;

class Listener {
 public:
  // address: as ParseListenAddress takes it.  ":8080" is one socket for IPv6 and IPv4, or for IPv4
  // alone where there is no IPv6; a name that has an IPv4 address is bound to that, as Go does. The
  // socket file of a server that is gone is replaced; the file has at no moment more permissions
  // than it shall have.
  static Result<Listener> Open(const std::string& address);

  // The sockets that systemd has opened for this process (sd_listen_fds(3)), which nothing started
  // from now on inherits or is told of.  That there are none is an error.  Called once, before
  // threads start.
  static Result<std::vector<Listener>> FromSystemd();

  // Takes over a stream socket that listens already.
  static Result<Listener> Adopt(int fd);

  Listener(Listener&& other) noexcept;
  Listener& operator=(Listener&& other) noexcept;
  ~Listener();  // closes, and removes the unix socket's file that it made

  int fd() const { return fd_; }  // non-blocking, closed on exec
  // Where it is bound, with the port that the kernel chose: "127.0.0.1:8080", "[::]:8080",
  // "unix:///run/weir.sock".
  const std::string& address() const { return address_; }
  // For a browser on this machine: "http://localhost:8080"; a unix socket's address.
  std::string Url() const;

 private:
  friend class ListenerBuilder;
  Listener() = default;
  void Close();

  int fd_ = -1;
  std::string address_;
  std::string path_;  // of the unix socket's file that it made
  dev_t device_ = 0;  // of that file, which may have been replaced since
  ino_t inode_ = 0;
};

}  // namespace weir::web

// The service manager's end of the socket.
#pragma once

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstddef>
#include <cstring>
#include <optional>
#include <string>

namespace weir::systemd {

class ManagerSocket {
 public:
  // address: a path, or "@name" in the abstract namespace.
  explicit ManagerSocket(const std::string& address)
      : fd_(socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)) {
    sockaddr_un to{};
    to.sun_family = AF_UNIX;
    std::memcpy(to.sun_path, address.data(), address.size());
    if (address[0] == '@') to.sun_path[0] = '\0';
    const size_t length = offsetof(sockaddr_un, sun_path) + address.size();
    EXPECT_EQ(bind(fd_, reinterpret_cast<sockaddr*>(&to), static_cast<socklen_t>(length)), 0);
  }
  ~ManagerSocket() { close(fd_); }
  ManagerSocket(const ManagerSocket&) = delete;
  ManagerSocket& operator=(const ManagerSocket&) = delete;

  // The next message that has come.
  std::optional<std::string> Next() {
    char text[4096];
    const ssize_t size = recv(fd_, text, sizeof text, 0);
    if (size < 0) return std::nullopt;
    return std::string(text, static_cast<size_t>(size));
  }

 private:
  int fd_;
};

// One of its own for each test process.
inline std::string AbstractName() { return "@weir-test-" + std::to_string(getpid()); }

}  // namespace weir::systemd

#include "systemd/notify_socket.h"

#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <system_error>

#include "log/log.h"

namespace weir::systemd {

NotifySocket::NotifySocket(std::string_view address) {
  if (address.empty()) return;
  if (!SetAddress(address)) {
    log::Failure("NOTIFY_SOCKET is no address of a unix socket", {{"address", address}});
    return;
  }
  fd_ = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
}

NotifySocket::~NotifySocket() {
  if (fd_ >= 0) close(fd_);
}

bool NotifySocket::SetAddress(std::string_view address) {
  const bool abstract = address[0] == '@';
  if (!abstract && address[0] != '/') return false;
  if (address.size() >= sizeof address_.sun_path) return false;
  address_.sun_family = AF_UNIX;
  std::ranges::copy(address, address_.sun_path);
  if (abstract) address_.sun_path[0] = '\0';
  length_ = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + address.size());
  return true;
}

void NotifySocket::Send(std::string_view lines) const {
  if (!open()) return;
  const auto* to = reinterpret_cast<const sockaddr*>(&address_);
  const ssize_t sent =
      sendto(fd_, lines.data(), lines.size(), MSG_DONTWAIT | MSG_NOSIGNAL, to, length_);
  if (sent >= 0) return;
  log::Warning("cannot notify the service manager",
               {{"error", std::generic_category().message(errno)}});
}

}  // namespace weir::systemd

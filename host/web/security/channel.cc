#include "web/security/channel.h"

#include <sys/socket.h>

#include <cerrno>

namespace weir::web {
namespace {

using Outcome = Transfer::Outcome;

bool IsForNow(int error) { return error == EAGAIN || error == EWOULDBLOCK || error == EINTR; }

}  // namespace

Transfer PlainChannel::Read(char* out, size_t size) {
  const ssize_t count = recv(fd_, out, size, MSG_DONTWAIT);
  if (count > 0) return {Outcome::kDone, static_cast<size_t>(count)};
  if (count == 0) return {Outcome::kEnded};
  return {IsForNow(errno) ? Outcome::kReadable : Outcome::kBroken};
}

Transfer PlainChannel::Write(std::string_view bytes) {
  ssize_t count = 0;
  do {
    count = send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
  } while (count < 0 && errno == EINTR);
  if (count >= 0) return {Outcome::kDone, static_cast<size_t>(count)};
  return {IsForNow(errno) ? Outcome::kWritable : Outcome::kBroken};
}

}  // namespace weir::web

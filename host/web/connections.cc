#include "web/connections.h"

#include <sys/socket.h>

namespace weir::web {

bool Connections::Join(int fd) {
  const std::lock_guard lock(mutex_);
  if (ended_) return false;
  fds_.insert(fd);
  if (reading_closed_) shutdown(fd, SHUT_RD);
  return true;
}

void Connections::Leave(int fd) {
  const std::lock_guard lock(mutex_);
  fds_.erase(fd);
  if (fds_.empty()) left_.notify_all();
}

size_t Connections::size() const {
  const std::lock_guard lock(mutex_);
  return fds_.size();
}

void Connections::CloseReading() {
  const std::lock_guard lock(mutex_);
  reading_closed_ = true;
  for (const int fd : fds_) shutdown(fd, SHUT_RD);
}

void Connections::CloseAll() {
  const std::lock_guard lock(mutex_);
  for (const int fd : fds_) shutdown(fd, SHUT_RDWR);
}

bool Connections::WaitUntilNone(std::chrono::nanoseconds patience) {
  std::unique_lock lock(mutex_);
  ended_ = left_.wait_for(lock, patience, [this] { return fds_.empty(); });
  return ended_;
}

}  // namespace weir::web

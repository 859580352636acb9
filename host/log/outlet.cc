#include "log/outlet.h"

#include <poll.h>
#include <unistd.h>

#include <climits>
#include <string>
#include <utility>

namespace weir::log {
namespace {

// A pipe that nobody reads would hold the writer for ever.
bool CanTake(int fd) {
  pollfd ready{fd, POLLOUT, 0};
  return poll(&ready, 1, 0) == 1 && (ready.revents & POLLOUT) != 0;
}

// As much as is taken at once.  What can take anything can take PIPE_BUF bytes (pipe(7)).
size_t Put(int fd, std::string_view text) {
  size_t written = 0;
  while (written < text.size() && CanTake(fd)) {
    const std::string_view piece = text.substr(written, PIPE_BUF);
    const ssize_t count = write(fd, piece.data(), piece.size());
    if (count <= 0) break;
    written += static_cast<size_t>(count);
  }
  return written;
}

}  // namespace

void Outlet::Write(std::string_view line) {
  const std::string text = (cut_ ? "\n" : "") + std::string(line) + "\n";
  const size_t written = Put(fd_, text);
  well_ = written == text.size();
  if (written > 0) cut_ = !well_;
  if (!well_) ++lost_;
}

uint64_t Outlet::TakeLost() { return well_ ? std::exchange(lost_, 0) : 0; }

}  // namespace weir::log

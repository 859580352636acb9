#include "worker/output.h"

#include <sys/epoll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

namespace weir::worker {
namespace {

// A slice at a time, and then a pause: 6 MB a second are read of one who writes without end.  It
// waits for the rest, as one does who writes into a full pipe.
constexpr size_t kSlice = size_t{64} << 10;
constexpr auto kPause = std::chrono::milliseconds(10);
constexpr size_t kMostLine = 4096;

}  // namespace

Output::Output(EpollLoop& loop, plugin::FileDescriptor pipe, collect::PluginLog& log)
    : loop_(loop), pipe_(std::move(pipe)), log_(log) {}

bool Output::Begin() {
  pause_ = 0;
  watched_ = loop_.Watch(pipe_.get(), EPOLLIN, [this](uint32_t) { Ready(); });
  return watched_;
}

void Output::Ready() {
  if (Receive()) Pause();
}

// False at the pipe's end.
bool Output::Receive() {
  std::array<char, kSlice> buffer;
  const ssize_t count = read(pipe_.get(), buffer.data(), buffer.size());
  if (count < 0) return errno == EAGAIN || errno == EINTR;
  if (count == 0) {
    if (std::exchange(watched_, false)) loop_.Unwatch(pipe_.get());
    return false;
  }
  Take({buffer.data(), static_cast<size_t>(count)});
  return true;
}

void Output::Pause() {
  if (std::exchange(watched_, false)) loop_.Unwatch(pipe_.get());
  pause_ = loop_.At(loop_.Now() + kPause, [this] {
    if (!Begin()) Pause();
  });
}

void Output::Take(std::string_view bytes) {
  while (!bytes.empty()) {
    const size_t end = std::min(bytes.find('\n'), bytes.size());
    line_.append(bytes.substr(0, std::min(end, kMostLine - line_.size())));
    bytes.remove_prefix(end);
    if (bytes.empty()) return;
    bytes.remove_prefix(1);
    WriteLine();
  }
}

void Output::WriteLine() {
  if (!line_.empty()) log_.Write(WEIR_LOG_INFO, line_);
  line_.clear();
}

void Output::End() {
  Receive();
  WriteLine();
  if (std::exchange(watched_, false)) loop_.Unwatch(pipe_.get());
  loop_.Cancel(std::exchange(pause_, 0));
}

}  // namespace weir::worker

#include "web/front.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include "log/log.h"
#include "web/answer.h"
#include "web/client_socket.h"

namespace weir::web {
namespace {

using std::chrono::milliseconds;

constexpr size_t kMostRefused = 64;
constexpr auto kRefusedTime = milliseconds(500);
constexpr auto kExhaustedPause = milliseconds(100);

}  // namespace

Front::Front(std::vector<Listener> listeners, std::shared_ptr<Service> service)
    : service_(std::move(service)), listeners_(std::move(listeners)) {
  wake_ = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (wake_ < 0) throw std::system_error(errno, std::generic_category(), "eventfd");
}

Front::~Front() {
  SweepRefused(true);
  if (admitted_ >= 0) {
    service_->connections.Leave(admitted_);
    ::close(admitted_);
  }
  ::close(wake_);
}

void Front::Wake() {
  const uint64_t one = 1;
  [[maybe_unused]] const ssize_t written = write(wake_, &one, sizeof one);
}

void Front::SetPhase(Phase phase) {
  phase_ = phase;
  Wake();
}

void Front::StopAccepting() { SetPhase(Phase::kClosed); }
void Front::Release() { SetPhase(Phase::kReleased); }

bool Front::poll(const Poco::Timespan& timeout, int) {
  if (phase_ == Phase::kReleased) return false;
  if (admitted_ >= 0) return true;
  if (phase_ == Phase::kClosed) listeners_.clear();
  const int index = WaitForNewcomer(milliseconds(timeout.totalMilliseconds()));
  SweepRefused(false);
  return index >= 0 && Accept(listeners_[static_cast<size_t>(index)]);
}

int Front::WaitForNewcomer(milliseconds patience) {
  const size_t count = std::exchange(exhausted_, false) ? 0 : listeners_.size();
  if (count < listeners_.size()) patience = std::min(patience, kExhaustedPause);
  std::vector<pollfd> entries;
  for (size_t i = 0; i < count; ++i) entries.push_back({listeners_[i].fd(), POLLIN, 0});
  entries.push_back({wake_, POLLIN, 0});
  if (::poll(entries.data(), entries.size(), static_cast<int>(patience.count())) <= 0) return -1;
  uint64_t wakes = 0;
  if (read(wake_, &wakes, sizeof wakes) > 0) return -1;
  for (size_t i = 0; i < count; ++i) {
    const size_t index = (next_ + i) % count;
    if (entries[index].revents == 0) continue;
    next_ = index + 1;
    return static_cast<int>(index);
  }
  return -1;
}

bool Front::Accept(const Listener& listener) {
  const int fd = accept4(listener.fd(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
  if (fd >= 0) return Admit(fd);
  const int error = errno;
  exhausted_ = error == EMFILE || error == ENFILE || error == ENOMEM || error == ENOBUFS;
  if (exhausted_) ReportExhaustion(error);
  return false;
}

bool Front::Admit(int fd) {
  if (service_->connections.size() >= service_->limits.connections) {
    Refuse(fd);
    return false;
  }
  if (!service_->connections.Join(fd)) {
    ::close(fd);
    return false;
  }
  admitted_ = fd;
  return true;
}

Poco::Net::SocketImpl* Front::acceptConnection(Poco::Net::SocketAddress&) {
  auto* const socket = new ClientSocket(admitted_, service_);
  admitted_ = -1;
  return socket;
}

void Front::Refuse(int fd) {
  Answer answer(TryLater("Too many connections."), Form{});
  std::string text;
  for (const std::string_view part : answer.Next()) text += part;
  send(fd, text.data(), text.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
  ::shutdown(fd, SHUT_WR);
  if (refused_.size() == kMostRefused) {
    ::close(refused_.front().fd);
    refused_.pop_front();
  }
  refused_.push_back({fd, Clock::now() + kRefusedTime});
  service_->Tell(answer.route(), answer.status(), 0);
  if (const auto held = throttle_.Pass()) {
    log::Warning("too many connections: one was refused", {{"more", std::to_string(*held)}});
  }
}

// A close with unread bytes would be a reset, which can overtake the answer: they are read first.
void Front::SweepRefused(bool all) {
  const auto now = Clock::now();
  std::array<char, 8192> sink;
  std::erase_if(refused_, [&](const Refused& refused) {
    const ssize_t count = recv(refused.fd, sink.data(), sink.size(), MSG_DONTWAIT);
    const bool alive = count > 0 || (count < 0 && errno == EAGAIN);
    if (alive && !all && now < refused.until) return false;
    ::close(refused.fd);
    return true;
  });
}

void Front::ReportExhaustion(int error) {
  if (const auto held = throttle_.Pass()) {
    log::Failure("cannot accept connections", {{"error", std::generic_category().message(error)}});
  }
}

}  // namespace weir::web

#include "web/client_socket.h"

#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <cerrno>
#include <utility>

namespace weir::web {
namespace {

using std::chrono::milliseconds;

constexpr size_t kMostParts = 16;
constexpr auto kLingerTime = milliseconds(500);
constexpr size_t kLingerBytes = 256 * 1024;

int Milliseconds(std::chrono::nanoseconds duration) {
  const auto ms = std::chrono::ceil<milliseconds>(duration).count();
  return static_cast<int>(std::clamp<decltype(ms)>(ms, 0, 1'000'000'000));
}

// Parts of a message that is sent in several goes.
class Remainder {
 public:
  explicit Remainder(std::span<const std::string_view> parts) {
    assert(parts.size() <= kMostParts);
    for (const std::string_view part : parts) {
      if (!part.empty()) vectors_[count_++] = {const_cast<char*>(part.data()), part.size()};
    }
  }

  bool empty() const { return first_ == count_; }

  ssize_t Send(int fd) {
    msghdr message{};
    message.msg_iov = &vectors_[first_];
    message.msg_iovlen = count_ - first_;
    return sendmsg(fd, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
  }

  void Drop(size_t bytes) {
    while (bytes > 0) {
      iovec& front = vectors_[first_];
      const size_t taken = std::min(bytes, front.iov_len);
      front.iov_base = static_cast<char*>(front.iov_base) + taken;
      front.iov_len -= taken;
      bytes -= taken;
      if (front.iov_len == 0) ++first_;
    }
  }

 private:
  std::array<iovec, kMostParts> vectors_{};
  size_t first_ = 0;
  size_t count_ = 0;
};

bool HasUnread(int fd) {
  int unread = 0;
  return ioctl(fd, FIONREAD, &unread) == 0 && unread > 0;
}

}  // namespace

ClientSocket::ClientSocket(int fd, std::shared_ptr<Service> service)
    : StreamSocketImpl(fd), service_(std::move(service)) {}

ClientSocket::~ClientSocket() { ClientSocket::close(); }

void ClientSocket::Answered() {
  trouble_ = Trouble::kNone;
  received_ = 0;
  request_until_.reset();
  answer_until_.reset();
}

int ClientSocket::EndStream(Trouble trouble) {
  trouble_ = trouble;
  return 0;
}

bool ClientSocket::WaitFor(short events, Clock::duration patience) const {
  const auto until = Clock::now() + patience;
  pollfd entry{sockfd(), events, 0};
  for (;;) {
    const int ready = ::poll(&entry, 1, Milliseconds(until - Clock::now()));
    if (ready >= 0 || errno != EINTR) return ready > 0;
  }
}

bool ClientSocket::poll(const Poco::Timespan& timeout, int mode) {
  short events = 0;
  if ((mode & SELECT_READ) != 0) events |= POLLIN;
  if ((mode & SELECT_WRITE) != 0) events |= POLLOUT;
  return WaitFor(events, std::chrono::microseconds(timeout.totalMicroseconds()));
}

int ClientSocket::receiveBytes(void* buffer, int length, int flags) {
  if (received_ >= service_->limits.request_bytes) return EndStream(Trouble::kBig);
  if (!request_until_) request_until_ = Clock::now() + service_->limits.request;
  for (;;) {
    const auto count = recv(sockfd(), buffer, static_cast<size_t>(length), flags | MSG_DONTWAIT);
    if (count > 0) {
      received_ += static_cast<size_t>(count);
      return static_cast<int>(count);
    }
    if (count == 0) return EndStream(Trouble::kCut);
    if (errno == EINTR) continue;
    if (errno != EAGAIN && errno != EWOULDBLOCK) return EndStream(Trouble::kCut);
    if (!WaitFor(POLLIN, *request_until_ - Clock::now())) return EndStream(Trouble::kSlow);
  }
}

// Poco's own few answers; it expects everything to be sent.
int ClientSocket::sendBytes(const void* buffer, int length, int) {
  const std::string_view part(static_cast<const char*>(buffer), static_cast<size_t>(length));
  Send({&part, 1});
  return length;
}

bool ClientSocket::WaitToSend() {
  const auto left = *answer_until_ - Clock::now();
  return left.count() > 0 && WaitFor(POLLOUT, std::min(left, service_->limits.stall));
}

bool ClientSocket::Send(std::span<const std::string_view> parts) {
  if (!answer_until_) answer_until_ = Clock::now() + service_->limits.answer;
  if (Clock::now() >= *answer_until_) return false;
  for (Remainder rest(parts); !rest.empty();) {
    const ssize_t sent = rest.Send(sockfd());
    if (sent >= 0) {
      rest.Drop(static_cast<size_t>(sent));
    } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
      if (!WaitToSend()) return false;
    } else if (errno != EINTR) {
      return false;
    }
  }
  return true;
}

void ClientSocket::Linger() {
  const auto until = Clock::now() + kLingerTime;
  ::shutdown(sockfd(), SHUT_WR);
  std::array<char, 8192> sink;
  size_t taken = 0;
  while (taken < kLingerBytes && WaitFor(POLLIN, until - Clock::now())) {
    const ssize_t count = recv(sockfd(), sink.data(), sink.size(), MSG_DONTWAIT);
    if (count <= 0) return;
    taken += static_cast<size_t>(count);
  }
}

void ClientSocket::close() {
  if (!initialized()) return;
  if (linger_ || HasUnread(sockfd())) Linger();
  service_->connections.Leave(sockfd());
  StreamSocketImpl::close();
}

}  // namespace weir::web

#include "worker/conversation.h"

#include <sys/epoll.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <utility>

namespace weir::worker {
namespace {

constexpr size_t kSlice = size_t{64} << 10;

}  // namespace

Conversation::Conversation(EpollLoop& loop, plugin::FileDescriptor socket, uint64_t most, Take take,
                           Over over)
    : loop_(loop),
      socket_(std::move(socket)),
      most_(most),
      take_(std::move(take)),
      over_(std::move(over)) {}

bool Conversation::Begin() {
  watched_ = loop_.Watch(socket_.get(), EPOLLIN, [this](uint32_t events) { Ready(events); });
  return watched_;
}

void Conversation::Ready(uint32_t events) {
  if ((events & EPOLLOUT) != 0) Send();
  if ((events & (EPOLLIN | EPOLLHUP | EPOLLERR)) != 0) Receive();
}

void Conversation::Send() {
  unsent_ += encoder_.bytes();
  encoder_.Clear();
  size_t done = 0;
  while (done < unsent_.size()) {
    const ssize_t count = send(socket_.get(), unsent_.data() + done, unsent_.size() - done,
                               MSG_NOSIGNAL | MSG_DONTWAIT);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0 && errno != EAGAIN) done = unsent_.size();  // its end is noticed elsewhere
    if (count < 0) break;
    done += static_cast<size_t>(count);
  }
  unsent_.erase(0, done);
  const bool waits = !unsent_.empty();
  if (std::exchange(waits_for_room_, waits) != waits && watched_)
    loop_.Rewatch(socket_.get(), waits ? EPOLLIN | EPOLLOUT : EPOLLIN);
}

bool Conversation::Receive() {
  if (is_over_) return false;
  std::array<char, kSlice> buffer;
  const ssize_t count = recv(socket_.get(), buffer.data(), buffer.size(), MSG_DONTWAIT);
  if (count < 0 && errno == EINTR) return true;
  if (count < 0 && errno == EAGAIN) return false;
  if (count <= 0) return Finish("");
  received_ += static_cast<size_t>(count);
  if (received_ > most_)
    return Finish("more than " + std::to_string(most_) + " bytes in one call (limits: output)");
  const auto taken = decoder_.Feed({buffer.data(), static_cast<size_t>(count)}, take_);
  return taken ? true : Finish(taken.error().message);
}

void Conversation::Drain() {
  while (Receive()) {
  }
}

bool Conversation::Finish(const std::string& violation) {
  End();
  over_(violation);
  return false;
}

void Conversation::End() {
  is_over_ = true;
  if (std::exchange(watched_, false)) loop_.Unwatch(socket_.get());
}

}  // namespace weir::worker

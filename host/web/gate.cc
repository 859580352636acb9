#include "web/gate.h"

#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>
#include <tuple>
#include <utility>

#include "log/log.h"
#include "web/peer.h"

namespace weir::web {
namespace {

constexpr int kMostAcceptedATurn = 64;
constexpr auto kPause = std::chrono::milliseconds(100);

bool IsExhaustion(int error) {
  return error == EMFILE || error == ENFILE || error == ENOMEM || error == ENOBUFS;
}

// Who goes first: who never completed a request, who does not take the answer, who is idle; nobody
// else.
int Uselessness(const Connection& connection) {
  if (connection.state() == Connection::State::kReading) return connection.has_asked() ? 1 : 3;
  if (connection.state() == Connection::State::kLingering) return 3;
  return connection.blocked() ? 2 : 0;
}

}  // namespace

Gate::Gate(std::vector<Listener> listeners, Service& service)
    : service_(service), listeners_(std::move(listeners)) {
  service_.ended = [this](const Connection& connection) { Ended(connection); };
}

Gate::~Gate() {
  Shut(nullptr);
  service_.ended = nullptr;
  for (const auto& [key, connection] : connections_) connection->Close();
}

void Gate::Open() { Resume(); }

void Gate::Resume() {
  resume_ = 0;
  for (const Listener& listener : listeners_) {
    service_.loop.Watch(listener.fd(), EPOLLIN, [this, &listener](uint32_t) { Accept(listener); });
  }
}

void Gate::Pause(int error) {
  for (const Listener& listener : listeners_) service_.loop.Unwatch(listener.fd());
  resume_ = service_.loop.At(service_.loop.Now() + kPause, [this] { Resume(); });
  if (const auto held = throttle_.Pass()) {
    log::Failure("cannot accept connections", {{"error", std::generic_category().message(error)}});
  }
}

void Gate::Shut(Task empty) {
  service_.stopping = true;
  service_.loop.Cancel(resume_);
  for (const Listener& listener : listeners_) service_.loop.Unwatch(listener.fd());
  listeners_.clear();
  const Connections all = connections_;
  for (const auto& [key, connection] : all) connection->Finish();
  if (empty && connections_.empty()) return empty();
  empty_ = std::move(empty);
}

void Gate::CutOff() {
  const Connections all = connections_;
  for (const auto& [key, connection] : all) connection->CutOff();
}

void Gate::Ended(const Connection& connection) {
  if (--of_peer_[connection.peer()] == 0) of_peer_.erase(connection.peer());
  connections_.erase(&connection);
  if (connections_.empty() && empty_) std::exchange(empty_, nullptr)();
}

void Gate::Accept(const Listener& listener) {
  for (int i = 0; i < kMostAcceptedATurn; ++i) {
    sockaddr_storage address{};
    socklen_t length = sizeof address;
    const int fd = accept4(listener.fd(), reinterpret_cast<sockaddr*>(&address), &length,
                           SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (fd >= 0) {
      Admit(fd, PeerOf(address));
    } else if (IsExhaustion(errno)) {
      return Pause(errno);
    } else if (errno != EINTR && errno != ECONNABORTED) {
      return;
    }
  }
}

void Gate::Admit(int fd, std::string peer) {
  const bool room = MakeRoomFor(peer);
  const auto connection = std::make_shared<Connection>(service_, fd, std::move(peer));
  ++of_peer_[connection->peer()];
  connections_.emplace(connection.get(), connection);
  if (room) return connection->Begin();
  connection->Refuse(TryLater("Too many connections."));
  if (const auto held = throttle_.Pass()) {
    log::Warning("too many connections: one was refused", {{"more", std::to_string(*held)}});
  }
}

bool Gate::MakeRoomFor(const std::string& peer) {
  const auto peer_is_full = [&] {
    const auto count = of_peer_.find(peer);
    return !peer.empty() && count != of_peer_.end() &&
           count->second >= service_.limits.connections_a_peer;
  };
  const auto full = [this] { return connections_.size() >= service_.limits.connections; };
  if (peer_is_full()) EndLeastUseful(&peer);
  if (full()) EndLeastUseful(nullptr);
  return !peer_is_full() && !full();
}

// Among all, or those of a peer; none if each is being served.
void Gate::EndLeastUseful(const std::string* peer) {
  Connection* worst = nullptr;
  const auto key = [](const Connection& connection) {
    return std::tuple(-Uselessness(connection), connection.since());
  };
  for (const auto& [pointer, connection] : connections_) {
    if (peer != nullptr && connection->peer() != *peer) continue;
    if (Uselessness(*connection) == 0) continue;
    if (worst == nullptr || key(*connection) < key(*worst)) worst = connection.get();
  }
  if (worst != nullptr) worst->Close();
}

bool Gate::MakeRoom() {
  Connection* victim = nullptr;
  for (const auto& [pointer, connection] : connections_) {
    if (!connection->blocked()) continue;
    if (victim == nullptr || connection->since() < victim->since()) victim = connection.get();
  }
  if (victim != nullptr) victim->Close();
  return victim != nullptr;
}

}  // namespace weir::web

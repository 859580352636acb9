#include "web/gate.h"

#include <poll.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <iterator>
#include <system_error>
#include <tuple>
#include <utility>

#include "log/log.h"
#include "web/peer.h"

namespace weir::web {
namespace {

constexpr int kMostAcceptedATurn = 64;
constexpr size_t kBig = 256 * 1024;  // of an answer
constexpr size_t kMostVictims = 64;  // found in one go
constexpr auto kGrace = std::chrono::milliseconds(100);
constexpr auto kBetweenLooks = std::chrono::milliseconds(10);  // at those of one peer
constexpr auto kPause = std::chrono::milliseconds(100);

bool IsExhaustion(int error) {
  return error == EMFILE || error == ENFILE || error == ENOMEM || error == ENOBUFS;
}

// accept4(2) wants a descriptor before it looks for a client.
bool SomebodyWaits(const Listener& listener) {
  pollfd waiting{listener.fd(), POLLIN, 0};
  return poll(&waiting, 1, 0) > 0;
}

// Who goes first, 0 for nobody: who never completed a request, who does not take the answer, who is
// idle, who is taking a big answer.
int Uselessness(const Connection& connection) {
  using State = Connection::State;
  switch (connection.state()) {
    case State::kLingering:
      return 5;
    case State::kReading:
      return connection.has_asked() ? 2 : 4;
    case State::kSending:
      return connection.blocked() ? 3 : connection.sent() >= kBig ? 1 : 0;
    default:
      return 0;
  }
}

}  // namespace

Gate::Gate(std::vector<Listener> listeners, Service& service)
    : service_(service),
      listeners_(std::make_move_iterator(listeners.begin()),
                 std::make_move_iterator(listeners.end())) {
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
  if (!std::ranges::all_of(listeners_, [this](const auto& each) { return Watch(each); }))
    Pause(errno);
}

bool Gate::Watch(const Listener& listener) {
  return service_.loop.Watch(listener.fd(), EPOLLIN,
                             [this, &listener](uint32_t) { Accept(listener); });
}

void Gate::Relisten(const std::set<std::string>& closed, std::vector<Listener> opened) {
  if (service_.stopping) return;
  for (auto each = listeners_.begin(); each != listeners_.end();) {
    const auto listener = each++;
    if (!closed.contains(listener->address())) continue;
    while (resume_ == 0 && Accept(*listener)) {
    }
    service_.loop.Unwatch(listener->fd());
    listeners_.erase(listener);
  }
  for (Listener& listener : opened) {
    listeners_.push_back(std::move(listener));
    if (resume_ == 0 && !Watch(listeners_.back())) Pause(errno);
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
  const auto own = peers_.find(connection.peer());
  own->second.connections.erase(&connection);
  if (own->second.connections.size() < service_.limits.connections_a_peer) own->second.victims = {};
  if (own->second.connections.empty()) peers_.erase(own);
  connections_.erase(&connection);
  if (connections_.empty() && empty_) std::exchange(empty_, nullptr)();
}

bool Gate::Accept(const Listener& listener) {
  for (int i = 0; i < kMostAcceptedATurn; ++i) {
    sockaddr_storage address{};
    socklen_t length = sizeof address;
    const int fd = accept4(listener.fd(), reinterpret_cast<sockaddr*>(&address), &length,
                           SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (fd >= 0) {
      Admit(fd, PeerOf(address));
    } else if (IsExhaustion(errno)) {
      const int error = errno;
      if (!SomebodyWaits(listener)) return false;
      if (error == EMFILE && EndLeastUseful()) continue;
      Pause(error);
      return false;
    } else if (errno != EINTR && errno != ECONNABORTED) {
      return false;
    }
  }
  return true;
}

void Gate::Admit(int fd, std::string peer) {
  const bool room = MakeRoomFor(peer);
  const auto connection = std::make_shared<Connection>(service_, fd, std::move(peer));
  peers_[connection->peer()].connections.emplace(connection.get(), connection);
  connections_.emplace(connection.get(), connection);
  if (room) return connection->Begin();
  connection->Refuse(TryLater("Too many connections."));
  if (const auto held = throttle_.Pass()) {
    log::Warning("too many connections: one was refused", {{"more", std::to_string(*held)}});
  }
}

// A peer that has more than its share loses one that is of no use.  Whoever is being served stays,
// and so does who has just come: its request may be on the way.
bool Gate::MakeRoomFor(const std::string& peer) {
  const auto own = peers_.find(peer);
  if (!peer.empty() && own != peers_.end() &&
      own->second.connections.size() >= service_.limits.connections_a_peer) {
    EndLeastUsefulOf(peer);
  }
  if (connections_.size() < service_.limits.connections) return true;
  EndLeastUseful();
  return connections_.size() < service_.limits.connections;
}

// When its last connection ends, the peer is gone, and what it remembers too.
void Gate::EndLeastUsefulOf(const std::string& peer) {
  Peer& own = peers_.at(peer);
  Victims victims = std::exchange(own.victims, {});
  if (service_.loop.Now() > own.looked + kGrace) victims.clear();  // others may be worse by now
  if (!EndFirst(victims)) {
    victims = LookAt(peer);
    EndFirst(victims);
  }
  const auto left = peers_.find(peer);
  if (left != peers_.end()) left->second.victims = std::move(victims);
}

// Of a peer that comes by the thousand, most have just come: not again and again for each.
Gate::Victims Gate::LookAt(const std::string& peer) {
  const auto own = peers_.find(peer);
  const Time now = service_.loop.Now();
  if (own == peers_.end() || now < own->second.looked + kBetweenLooks) return {};
  own->second.looked = now;
  return FindVictims(own->second.connections, now - kGrace);
}

bool Gate::EndLeastUseful() {
  if (EndFirst(victims_)) return true;
  victims_ = FindVictims(connections_, Time::max());
  return EndFirst(victims_);
}

// The least useful since before that time, the first to go last.
Gate::Victims Gate::FindVictims(const Connections& connections, Time before) {
  Victims victims;
  for (const auto& [key, connection] : connections) {
    const int uselessness = Uselessness(*connection);
    if (uselessness > 0 && connection->since() <= before)
      victims.push_back({uselessness, connection->since(), connection});
  }
  const auto count = std::min(victims.size(), kMostVictims);
  const auto later = [](const Victim& a, const Victim& b) {
    return std::tuple(-a.uselessness, a.since) < std::tuple(-b.uselessness, b.since);
  };
  std::ranges::partial_sort(victims, victims.begin() + static_cast<ptrdiff_t>(count), later);
  victims.resize(count);
  std::ranges::reverse(victims);
  return victims;
}

// Ends the first that is still what it was, and leaves those that come after it.
bool Gate::EndFirst(Victims& victims) {
  while (!victims.empty()) {
    const Victim victim = std::move(victims.back());
    victims.pop_back();
    const auto connection = victim.connection.lock();
    if (!connection || Uselessness(*connection) != victim.uselessness ||
        connection->since() != victim.since || connection->TryToBeUseful()) {
      continue;
    }
    connection->Close();
    return true;
  }
  return false;
}

bool Gate::MakeRoom() {
  const auto is_taking = [](const auto& entry) {
    return entry.second->state() == Connection::State::kSending && Uselessness(*entry.second) > 0;
  };
  const auto longest = [](const auto& a, const auto& b) {
    return std::tuple(!a->blocked(), a->since()) < std::tuple(!b->blocked(), b->since());
  };
  std::shared_ptr<Connection> victim;
  for (const auto& entry : connections_) {
    if (is_taking(entry) && (!victim || longest(entry.second, victim))) victim = entry.second;
  }
  if (victim) victim->Close();
  return victim != nullptr;
}

}  // namespace weir::web

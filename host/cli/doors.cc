#include "cli/doors.h"

#include <utility>

namespace weir::cli {

// They are what they are, whatever the file says.
Result<Doors::Move> Doors::OpenThoseOfSystemd() const {
  if (of_systemd_) return Move{};
  auto listeners = web::Listener::FromSystemd();
  if (!listeners) return tl::unexpected(listeners.error());
  return Move{std::move(*listeners), {}};
}

Result<Doors::Move> Doors::Open(const config::Web& web) const {
  Move move;
  if (taken_ && web.systemd_socket != of_systemd_) {
    return Fail(
        "web.systemd_socket: to go from web.listen to systemd's sockets, or back, takes a restart");
  }
  if (web.systemd_socket) return OpenThoseOfSystemd();
  auto left = addresses_;
  for (const std::string& address : web.listen) {
    if (const auto open = left.find(address); open != left.end()) {
      left.erase(open);
      continue;
    }
    auto listener = web::Listener::Open(address);
    if (!listener) return tl::unexpected(listener.error());
    move.opened.push_back(std::move(*listener));
  }
  for (const auto& [written, bound] : left) move.closed.insert(bound);
  return move;
}

void Doors::Take(const config::Web& web, const Move& move) {
  taken_ = true;
  of_systemd_ = web.systemd_socket;
  if (of_systemd_) return;
  auto before = std::exchange(addresses_, {});
  auto opened = move.opened.begin();
  for (const std::string& address : web.listen) {
    if (const auto open = before.find(address); open != before.end()) {
      addresses_.insert(before.extract(open));
    } else {
      addresses_.emplace(address, (opened++)->address());
    }
  }
}

}  // namespace weir::cli

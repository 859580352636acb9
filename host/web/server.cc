#include "web/server.h"

#include <future>
#include <utility>

#include "web/gate.h"
#include "web/guard.h"
#include "web/service.h"

namespace weir::web {
namespace {

constexpr auto kCutOff = std::chrono::milliseconds(200);

}  // namespace

struct Server::Running {
  Service service;
  Guard guard;
  Gate gate;
  std::promise<void> empty = {};

  Running(EpollLoop& loop, std::vector<Listener> listeners, Handler handle, Options options)
      : service{loop, {}, std::move(options.observe), options.limits, std::move(options.security)},
        guard(loop, service.security, std::move(handle)),
        gate(std::move(listeners), service) {
    service.handle = [this](const Request& request, Reply reply) {
      guard.Handle(request, std::move(reply));
    };
  }
};

Server::Server(EpollLoop& loop, std::vector<Listener> listeners, Handler handle, Options options)
    : loop_(loop),
      running_(std::make_shared<Running>(loop, std::move(listeners), std::move(handle),
                                         std::move(options))) {
  loop_.Post([running = running_] { running->gate.Open(); });
}

Server::~Server() { Stop(std::chrono::nanoseconds(0)); }

void Server::Use(std::shared_ptr<Security> security) {
  if (running_) running_->service.security = std::move(security);
}

std::shared_ptr<const Security> Server::security() const {
  return running_ ? running_->service.security : nullptr;
}

bool Server::MakeRoom() { return running_ && running_->gate.MakeRoom(); }

void Server::Adopt(const Limits& limits, const std::set<std::string>& closed,
                   std::vector<Listener> opened) {
  if (!running_) return;
  running_->service.limits = limits;
  running_->gate.Relisten(closed, std::move(opened));
}

bool Server::Stop(std::chrono::nanoseconds grace) {
  if (!running_) return true;
  const auto emptied = std::make_shared<std::promise<void>>();
  std::future<void> empty = emptied->get_future();
  loop_.Post(
      [running = running_, emptied] { running->gate.Shut([emptied] { emptied->set_value(); }); });
  if (empty.wait_for(grace) != std::future_status::ready) {
    loop_.Post([running = running_] { running->gate.CutOff(); });
    if (empty.wait_for(kCutOff) != std::future_status::ready) return false;
  }
  // Ends on the loop, where all of it lives.
  std::promise<void> gone;
  loop_.Post([running = std::move(running_), &gone]() mutable {
    running.reset();
    gone.set_value();
  });
  gone.get_future().wait();
  return true;
}

}  // namespace weir::web

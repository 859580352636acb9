// Serves requests on listening sockets, on a loop that others use too.
#pragma once

#include <chrono>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "loop/epoll_loop.h"
#include "web/http.h"
#include "web/limits.h"
#include "web/listener.h"
#include "web/security/security.h"

namespace weir::web {

class Server {
 public:
  struct Options {
    Limits limits;
    Observe observe;                               // may be empty
    std::shared_ptr<Security> security = nullptr;  // null: plain HTTP for everybody
  };

  // handle and observe are called on the loop from now on.  loop: outlives the server and all
  // replies.
  Server(EpollLoop& loop, std::vector<Listener> listeners, Handler handle, Options options);
  // Stops with no grace if that was not done.  If the loop is stuck, what it uses is left alone.
  ~Server();

  // Closes the listeners and idle connections, lets requests in flight finish for `grace`, then
  // cuts them off.  Returns at the latest 0.2 s after that.  False: the loop is busy, so what
  // handle and observe use must stay; to exit the process then takes _exit.  May be called again.
  // Not on the loop.
  bool Stop(std::chrono::nanoseconds grace);

  // On the loop: from now on connections come in under that, and requests are judged by it; null
  // for plain HTTP for everybody.  Who has come in before is answered once more on his connection.
  void Use(std::shared_ptr<Security> security);
  // On the loop: null if there is none.
  std::shared_ptr<const Security> security() const;
  // On the loop: bounds newcomers by other limits, stops listening on those addresses, as
  // Listener::address has them, and listens on more.  Clients that are connected stay.
  void Adopt(const Limits& limits, const std::set<std::string>& closed,
             std::vector<Listener> opened);

  // On the loop: ends the client that for longest has not taken its answer.  False if there is
  // none.
  bool MakeRoom();

 private:
  struct Running;
  EpollLoop& loop_;
  std::shared_ptr<Running> running_;  // until it was stopped
};

}  // namespace weir::web

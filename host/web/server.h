// Serves requests on listening sockets: Poco's HTTPServer behind the front.
#pragma once

#include <chrono>
#include <memory>
#include <vector>

#include "error/result.h"
#include "web/http.h"
#include "web/limits.h"
#include "web/listener.h"

namespace weir::web {

struct Service;

class Server {
 public:
  struct Options {
    Limits limits;
    Observe observe;  // may be empty
  };

  // handle and observe are called from now on, from several threads.
  static Result<std::unique_ptr<Server>> Start(std::vector<Listener> listeners, Handler handle,
                                               Options options);

  // REQUIRES: Stop was called and returned true; otherwise the threads are left alone for good.
  ~Server();

  // Closes the listeners and idle connections, lets requests in flight finish for `grace`, then
  // cuts them off.  Returns at the latest 0.2 s after that.  False: threads are still busy with
  // requests, so what handle and observe use must stay; to exit the process then takes _exit.  May
  // be called again.
  bool Stop(std::chrono::nanoseconds grace);

 private:
  struct Running;
  explicit Server(std::shared_ptr<Service> service);
  bool CutOff();

  const std::shared_ptr<Service> service_;
  std::unique_ptr<Running> running_;  // until it was stopped
};

}  // namespace weir::web

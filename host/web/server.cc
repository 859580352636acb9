#include "web/server.h"

#include <Poco/Net/HTTPServer.h>
#include <Poco/Net/ServerSocket.h>
#include <Poco/ThreadPool.h>

#include <exception>

#include "log/log.h"
#include "web/error_log.h"
#include "web/exchange.h"
#include "web/front.h"
#include "web/service.h"

namespace weir::web {
namespace {

// What the threads get to notice that a wait is over, and then that their connection is.
constexpr auto kCutOff = std::chrono::milliseconds(75);
constexpr auto kIdleThread = std::chrono::milliseconds(200);

Poco::Timespan ToTimespan(std::chrono::nanoseconds duration) {
  return {std::chrono::duration_cast<std::chrono::microseconds>(duration).count()};
}

Poco::Net::HTTPServerParams::Ptr MakeParams(const Limits& limits) {
  Poco::Net::HTTPServerParams::Ptr params = new Poco::Net::HTTPServerParams;
  params->setTimeout(ToTimespan(limits.request));
  params->setKeepAlive(true);
  params->setKeepAliveTimeout(ToTimespan(limits.idle));
  params->setMaxThreads(limits.threads);
  // A thread that goes idle just as the server stops misses Poco's wake-up and sleeps for this
  // long; by default ten seconds, which would hold the end of the process.
  params->setThreadIdleTime(ToTimespan(kIdleThread));
  // The front bounds the connections, and says so to those that it turns away; Poco would not.
  params->setMaxQueued(static_cast<int>(limits.connections));
  return params;
}

class FrontSocket : public Poco::Net::ServerSocket {
 public:
  explicit FrontSocket(Front* front) : ServerSocket(front, true) {}
};

}  // namespace

struct Server::Running {
  Running(std::vector<Listener> listeners, const std::shared_ptr<Service>& service)
      : pool("http", 2, service->limits.threads + 2),
        front(new Front(std::move(listeners), service)),
        socket(front),
        http(new ExchangeFactory(service), pool, socket, MakeParams(service->limits)) {}

  Poco::ThreadPool pool;
  Front* front;  // owned by the socket
  FrontSocket socket;
  Poco::Net::HTTPServer http;
};

Server::Server(std::shared_ptr<Service> service) : service_(std::move(service)) {}

Result<std::unique_ptr<Server>> Server::Start(std::vector<Listener> listeners, Handler handle,
                                              Options options) {
  auto service = std::make_shared<Service>();
  service->handle = std::move(handle);
  service->observe = std::move(options.observe);
  service->limits = options.limits;
  InstallErrorLog();
  try {
    std::unique_ptr<Server> server(new Server(service));
    server->running_ = std::make_unique<Running>(std::move(listeners), service);
    server->running_->http.start();
    return server;
  } catch (const Poco::Exception& exception) {
    return Fail("cannot start the HTTP server: " + exception.displayText());
  } catch (const std::exception& exception) {
    return Fail(std::string("cannot start the HTTP server: ") + exception.what());
  }
}

bool Server::Stop(std::chrono::nanoseconds grace) {
  if (!running_) return true;
  service_->stopping = true;
  running_->front->StopAccepting();
  service_->connections.CloseReading();
  if (!service_->connections.WaitUntilNone(grace) && !CutOff()) return false;
  running_->front->Release();
  running_->http.stop();
  running_->pool.joinAll();  // a thread that was started and has not begun would be lost otherwise
  running_.reset();
  return true;
}

bool Server::CutOff() {
  service_->abort.request_stop();
  if (service_->connections.WaitUntilNone(kCutOff)) return true;
  service_->connections.CloseAll();
  return service_->connections.WaitUntilNone(kCutOff);
}

Server::~Server() {
  if (running_ && !Stop(std::chrono::nanoseconds(0))) static_cast<void>(running_.release());
}

}  // namespace weir::web

// One request that Poco has read, and its answer: the door between Poco's server and the routes.
#pragma once

#include <Poco/Net/HTTPRequestHandler.h>
#include <Poco/Net/HTTPRequestHandlerFactory.h>

#include <memory>

#include "web/answer.h"
#include "web/client_socket.h"
#include "web/service.h"

namespace weir::web {

class Exchange : public Poco::Net::HTTPRequestHandler {
 public:
  explicit Exchange(std::shared_ptr<Service> service) : service_(std::move(service)) {}

  void handleRequest(Poco::Net::HTTPServerRequest& request,
                     Poco::Net::HTTPServerResponse& response) noexcept override;

 private:
  Response Respond(const Poco::Net::HTTPServerRequest& request,
                   ClientSocket::Trouble trouble) const;
  Response Ask(const Poco::Net::HTTPServerRequest& request) const;
  bool KeepsAlive(const Poco::Net::HTTPServerRequest& request, ClientSocket::Trouble trouble) const;

  const std::shared_ptr<Service> service_;
};

class ExchangeFactory : public Poco::Net::HTTPRequestHandlerFactory {
 public:
  explicit ExchangeFactory(std::shared_ptr<Service> service) : service_(std::move(service)) {}

  Poco::Net::HTTPRequestHandler* createRequestHandler(
      const Poco::Net::HTTPServerRequest& request) override;

 private:
  const std::shared_ptr<Service> service_;
};

}  // namespace weir::web

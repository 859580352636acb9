#include "web/exchange.h"

#include <Poco/Net/HTTPServerRequestImpl.h>
#include <Poco/Net/HTTPServerResponse.h>
#include <Poco/Net/StreamSocket.h>
#include <Poco/String.h>

#include <chrono>
#include <exception>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "log/log.h"
#include "web/pending_reply.h"
#include "web/target.h"

namespace weir::web {
namespace {

using Clock = std::chrono::steady_clock;
using Poco::Net::HTTPServerRequest;
using Trouble = ClientSocket::Trouble;

constexpr const char* kHttp10 = "HTTP/1.0";
constexpr const char* kHttp11 = "HTTP/1.1";

ClientSocket& SocketOf(HTTPServerRequest& request) {
  auto& owner = static_cast<Poco::Net::HTTPServerRequestImpl&>(request);
  return *static_cast<ClientSocket*>(owner.socket().impl());
}

// A list that was sent in several lines is one list (RFC 9110 section 5.2).
std::string ListOf(const HTTPServerRequest& request, const std::string& name) {
  std::string list;
  for (auto it = request.find(name); it != request.end(); ++it) {
    if (Poco::icompare(it->first, name) != 0) continue;
    if (!list.empty()) list += ", ";
    list += it->second;
  }
  return list;
}

// Weir reads no body, so whatever may have one ends its connection: else the body would be taken
// for the next request.
bool MayHaveBody(const HTTPServerRequest& request) {
  const bool plain = request.getMethod() == "GET" || request.getMethod() == "HEAD";
  return !plain || request.has("Content-Length") || request.has("Transfer-Encoding");
}

bool WantsToStay(const HTTPServerRequest& request) {
  const std::string connection = Poco::toLower(ListOf(request, "Connection"));
  if (connection.find("close") != std::string::npos) return false;
  return request.getVersion() == kHttp11 || connection.find("keep-alive") != std::string::npos;
}

std::optional<Response> Complain(Trouble trouble) {
  switch (trouble) {
    case Trouble::kNone:
      return std::nullopt;
    case Trouble::kCut:
      return Sentence(400, "The request ends in its head.");
    case Trouble::kSlow:
      return Sentence(408, "The request took too long to arrive.");
    case Trouble::kBig:
      return Sentence(431, "The request's head is too big.");
  }
  return std::nullopt;
}

// An answer that cannot be begun becomes another one.
std::span<const std::string_view> Begin(std::optional<Answer>& answer, Response response,
                                        Form form) {
  const std::string_view route = response.route;
  answer.emplace(std::move(response), form);
  try {
    return answer->Next();
  } catch (const std::exception& exception) {
    log::Failure("an answer failed", {{"route", route}, {"error", exception.what()}});
  }
  Response failure = Sentence(500, "Internal error.");
  failure.route = route;
  return answer.emplace(std::move(failure), form).Next();
}

// Whether all of it was sent: after anything else the connection is of no use.
bool Deliver(ClientSocket& client, Answer& answer, std::span<const std::string_view> parts) {
  try {
    for (; !parts.empty(); parts = answer.Next()) {
      if (!client.Send(parts)) return false;
    }
    return true;
  } catch (const std::exception& exception) {
    log::Failure("an answer was cut off", {{"route", answer.route()}, {"error", exception.what()}});
    return false;
  }
}

}  // namespace

void Exchange::handleRequest(HTTPServerRequest& request,
                             Poco::Net::HTTPServerResponse& response) noexcept {
  response.setKeepAlive(false);
  try {
    const auto begin = Clock::now();
    ClientSocket& client = SocketOf(request);
    const Trouble trouble = client.trouble();
    if (trouble != Trouble::kNone || MayHaveBody(request)) client.LingerAtClose();
    Response reply = Respond(request, trouble);
    const Form form{request.getMethod() == "HEAD", request.getVersion() == kHttp10,
                    KeepsAlive(request, trouble)};
    std::optional<Answer> answer;
    const auto first = Begin(answer, std::move(reply), form);
    response.setKeepAlive(Deliver(client, *answer, first) && answer->keep_alive());
    client.Answered();
    const std::chrono::duration<double> took = Clock::now() - begin;
    service_->Tell(answer->route(), answer->status(), took.count());
  } catch (const std::exception& exception) {
    response.setKeepAlive(false);
    log::Failure("a request failed", {{"error", exception.what()}});
  }
}

// When threads run short, an idle connection must not hold one.
bool Exchange::KeepsAlive(const HTTPServerRequest& request, Trouble trouble) const {
  const auto threads = static_cast<size_t>(service_->limits.threads);
  return trouble == Trouble::kNone && !MayHaveBody(request) && WantsToStay(request) &&
         !service_->stopping && service_->connections.size() * 2 <= threads;
}

Response Exchange::Respond(const HTTPServerRequest& request, Trouble trouble) const {
  if (auto complaint = Complain(trouble)) return *std::move(complaint);
  const std::string& version = request.getVersion();
  if (version != kHttp10 && version != kHttp11) {
    return Sentence(505, "Weir speaks HTTP/1.1 and HTTP/1.0.");
  }
  return Ask(request);
}

Response Exchange::Ask(const HTTPServerRequest& request) const {
  std::optional<Target> target = ParseTarget(request.getURI());
  if (!target) return Sentence(400, "The path has a percent sign without two hexadecimal digits.");
  Request asked;
  asked.method = request.getMethod();
  asked.path = std::move(target->path);
  asked.query = std::move(target->query);
  asked.accept = ListOf(request, "Accept");
  asked.accept_encoding = ListOf(request, "Accept-Encoding");
  asked.scrape_timeout = request.get("X-Prometheus-Scrape-Timeout-Seconds", "");
  return Await(service_->handle, asked, service_->abort.get_token());
}

Poco::Net::HTTPRequestHandler* ExchangeFactory::createRequestHandler(
    const HTTPServerRequest& request) {
  // Another status than 200 keeps Poco from asking for a body (100 Continue) that nobody reads.
  request.response().setStatus(Poco::Net::HTTPResponse::HTTP_NOT_FOUND);
  return std::make_unique<Exchange>(service_).release();
}

}  // namespace weir::web

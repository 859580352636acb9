// A request and its answer, as the routes see them: no socket, no library.  What hands requests in
// and takes answers out may change without a route noticing.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "expose/body.h"

namespace weir::web {

struct Request {
  std::string method;
  std::string path;   // percent-decoded, without the query
  std::string query;  // as it came, without the question mark
  std::string host;   // as the client calls this one; empty if it does not
  std::string accept;
  std::string accept_encoding;
  std::string scrape_timeout;  // X-Prometheus-Scrape-Timeout-Seconds; empty if it was not sent
  std::string authorization;
  std::string peer;    // whose connections are counted together; empty on a unix socket
  bool local = false;  // the client is on this machine: loopback or a unix socket
};

using Header = std::pair<std::string_view, std::string>;  // the name is a literal
using Content = std::variant<std::string, std::unique_ptr<expose::Body>>;

constexpr std::string_view kPlainText = "text/plain; charset=utf-8";

struct Response {
  int status = 200;
  std::string content_type = std::string(kPlainText);
  std::vector<Header> headers;  // beyond those that every answer has
  Content content;
  std::string route = "other";  // its pattern, never the client's bytes
  // Let go when the answer has ended.
  std::shared_ptr<const void> seat = nullptr;
};

// Takes the answer to one request.  Called once, from any thread; to be let go without a call means
// that there will be none.
using Reply = std::function<void(Response)>;

// Answers requests, without waiting for anything.
using Handler = std::function<void(const Request&, Reply)>;

// Is told of each answered request: route as in Response.  Any thread.
using Observe = std::function<void(std::string_view route, int code, double seconds)>;

// An answer of one sentence.
inline Response Sentence(int status, std::string text) {
  Response response;
  response.status = status;
  response.content = std::move(text) + "\n";
  return response;
}

// 503: later is better.
inline Response TryLater(std::string text) {
  Response response = Sentence(503, std::move(text));
  response.headers.emplace_back("Retry-After", "1");
  return response;
}

}  // namespace weir::web

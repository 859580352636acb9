#include "web/request_head.h"

#include <Poco/Ascii.h>
#include <Poco/Exception.h>
#include <Poco/MemoryStream.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/String.h>

#include <algorithm>
#include <array>
#include <istream>
#include <optional>
#include <string>
#include <utility>

#include "web/target.h"

namespace weir::web {
namespace {

using Poco::Net::HTTPRequest;

constexpr const char* kHttp10 = "HTTP/1.0";
constexpr const char* kHttp11 = "HTTP/1.1";
constexpr int kMostFields = 100;
constexpr std::string_view kTokenMarks = "!#$%&'*+-.^_`|~";

// A list that was sent in several lines is one list (RFC 9110 section 5.2).
std::string ListOf(const HTTPRequest& request, const std::string& name) {
  std::string list;
  for (auto it = request.find(name); it != request.end(); ++it) {
    if (Poco::icompare(it->first, name) != 0) continue;
    if (!list.empty()) list += ", ";
    list += it->second;
  }
  return list;
}

bool MayHaveBody(const HTTPRequest& request) {
  const bool plain = request.getMethod() == "GET" || request.getMethod() == "HEAD";
  return !plain || request.has("Content-Length") || request.has("Transfer-Encoding");
}

bool WantsToStay(const HTTPRequest& request) {
  const std::string connection = Poco::toLower(ListOf(request, "Connection"));
  if (connection.find("close") != std::string::npos) return false;
  return request.getVersion() == kHttp11 || connection.find("keep-alive") != std::string::npos;
}

bool IsOrdinary(const HTTPRequest& request) {
  static constexpr std::array kFields = {"Host",       "User-Agent",
                                         "Accept",     "Accept-Encoding",
                                         "Connection", "X-Prometheus-Scrape-Timeout-Seconds"};
  return std::ranges::all_of(request, [](const auto& field) {
    return std::ranges::any_of(
        kFields, [&](const char* name) { return Poco::icompare(field.first, name) == 0; });
  });
}

// RFC 9110 section 5.6.2.
bool IsToken(const std::string& text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return Poco::Ascii::isAlphaNumeric(c) || kTokenMarks.find(c) != std::string_view::npos;
  });
}

// A proxy in front may see another field in "Content-Length : 5" than Poco does, or in what follows
// a line that begins with a carriage return, where Poco ends the head.
bool IsReadAlikeByAll(const HTTPRequest& request, std::istream& rest) {
  return std::ranges::all_of(request, [](const auto& field) { return IsToken(field.first); }) &&
         rest.peek() == std::istream::traits_type::eof();
}

bool Read(std::string_view bytes, HTTPRequest& request) {
  try {
    Poco::MemoryInputStream stream(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    request.setFieldLimit(kMostFields);
    request.read(stream);
    return IsReadAlikeByAll(request, stream);
  } catch (const Poco::Exception&) {
    return false;
  }
}

Request Asked(const HTTPRequest& head, Target target) {
  Request asked;
  asked.method = head.getMethod();
  asked.path = std::move(target.path);
  asked.query = std::move(target.query);
  asked.host = head.get("Host", "");
  asked.accept = ListOf(head, "Accept");
  asked.accept_encoding = ListOf(head, "Accept-Encoding");
  asked.scrape_timeout = head.get("X-Prometheus-Scrape-Timeout-Seconds", "");
  asked.authorization = head.get("Authorization", "");
  return asked;
}

tl::unexpected<Response> Refuse(int status, const char* why) {
  return tl::unexpected(Sentence(status, why));
}

}  // namespace

size_t FindEndOfHead(std::string_view bytes, size_t seen) {
  // The end may have begun in what was seen: "\n\r\n" at the most.
  for (size_t at = seen < 3 ? 0 : seen - 3; at < bytes.size(); ++at) {
    at = bytes.find('\n', at);
    if (at == std::string_view::npos) return 0;
    const std::string_view next = bytes.substr(at + 1, 2);
    if (next.starts_with('\n')) return at + 2;
    if (next == "\r\n") return at + 3;
  }
  return 0;
}

tl::expected<RequestHead, Response> ParseRequestHead(std::string_view bytes) {
  HTTPRequest head;
  if (!Read(bytes, head)) return Refuse(400, "The request cannot be read.");
  const std::string& version = head.getVersion();
  if (version != kHttp10 && version != kHttp11) {
    return Refuse(505, "Weir speaks HTTP/1.1 and HTTP/1.0.");
  }
  std::optional<Target> target = ParseTarget(head.getURI());
  if (!target) {
    return Refuse(400, "The path has a percent sign without two hexadecimal digits.");
  }
  RequestHead read;
  read.request = Asked(head, *std::move(target));
  read.form = {head.getMethod() == "HEAD", version == kHttp10, WantsToStay(head)};
  read.may_have_body = MayHaveBody(head);
  read.is_ordinary = IsOrdinary(head);
  return read;
}

}  // namespace weir::web

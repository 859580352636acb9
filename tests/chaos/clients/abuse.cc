#include "abuse.h"

#include <functional>
#include <map>

namespace weir::abuse {
namespace {

std::string Get(const std::string& path, const std::string& headers = "") {
  return "GET " + path + " HTTP/1.1\r\nHost: x\r\n" + headers + "\r\n";
}

// Its head is said at once, the rest byte by byte.
Abuse Dripping(const std::string& at_once) {
  return {.script = at_once + std::string(100'000, 'x'), .drip_from = at_once.size()};
}

std::string Repeated(const std::string& text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

std::string Smuggling(const std::string& path) {
  const std::string hidden = Get("/smuggled");
  return "POST " + path +
         " HTTP/1.1\r\nHost: x\r\nContent-Length: " + std::to_string(hidden.size()) +
         "\r\nContent-Length: 0\r\n\r\n" + hidden + hidden;
}

const std::map<std::string, std::function<Abuse(const std::string&)>>& All() {
  static const std::map<std::string, std::function<Abuse(const std::string&)>> all = {
      {"idle", [](const std::string&) { return Abuse{}; }},
      {"slow_head",
       [](const std::string& path) { return Dripping("GET " + path + " HTTP/1.1\r\nX: "); }},
      {"slow_from_the_first_byte",
       [](const std::string& path) { return Abuse{.script = Get(path), .drip_from = 0}; }},
      {"slow_body",
       [](const std::string& path) {
         return Dripping("POST " + path + " HTTP/1.1\r\nContent-Length: 1000000\r\n\r\n");
       }},
      {"non_reading",
       [](const std::string& path) { return Abuse{.script = Get(path), .reads = false}; }},
      {"half_close",
       [](const std::string& path) { return Abuse{.script = Get(path), .half_close = true}; }},
      {"cut_off",
       [](const std::string& path) {
         return Abuse{.script = Get(path).substr(0, 12), .half_close = true};
       }},
      {"reset", [](const std::string& path) { return Abuse{.script = Get(path), .reset = true}; }},
      {"huge_head",
       [](const std::string& path) {
         return Abuse{.script = "GET " + path + " HTTP/1.1\r\n" +
                                Repeated("X: " + std::string(1000, 'x') + "\r\n", 1000)};
       }},
      {"many_headers",
       [](const std::string& path) {
         return Abuse{.script = Get(path, Repeated("X: y\r\n", 500))};
       }},
      {"pipelining",
       [](const std::string& path) { return Abuse{.script = Repeated(Get(path), 50)}; }},
      {"bad_method",
       [](const std::string& path) {
         return Abuse{.script = "BREW " + path + " HTTP/1.1\r\n\r\n"};
       }},
      {"bad_version",
       [](const std::string& path) {
         return Abuse{.script = "GET " + path + " HTTP/9.9\r\n\r\n"};
       }},
      {"garbage", [](const std::string&) { return Abuse{.script = std::string(3000, '\xff')}; }},
      {"smuggling", [](const std::string& path) { return Abuse{.script = Smuggling(path)}; }},
      // A TLS handshake to a port without TLS.
      {"tls_drip",
       [](const std::string&) {
         return Abuse{.script = std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc", 9),
                      .drip_from = 0};
       }},
  };
  return all;
}

}  // namespace

std::optional<Abuse> FindAbuse(const std::string& mode, const std::string& path) {
  const auto found = All().find(mode);
  if (found == All().end()) return std::nullopt;
  return found->second(path);
}

std::string Modes() {
  std::string names;
  for (const auto& [name, make] : All()) names += (names.empty() ? "" : " ") + name;
  return names;
}

}  // namespace weir::abuse

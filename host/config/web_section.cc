#include "config/web_section.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "config/listen_address.h"
#include "config/map_reader.h"
#include "config/size.h"

namespace weir::config {
namespace {

constexpr size_t kLongestPath = 256;
constexpr size_t kMostRequests = 100'000, kMostConnections = 1'000'000;
constexpr std::string_view kPathCharacters =  // RFC 3986 pchar without percent-encoding, and "/"
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~!$&'()*+,;=:@/";

bool HasDotSegment(const std::string& path) {
  const std::string closed = path + "/";
  return closed.find("/./") != std::string::npos || closed.find("/../") != std::string::npos;
}

class ListenList {
 public:
  ListenList(const std::string& context, Reading& reading) : context_(context), reading_(reading) {}

  void Add(const Node& node);
  std::vector<std::string> Take() { return std::move(addresses_); }

 private:
  void CheckFirst(const ListenAddress& address, const Text& text, Position position);

  std::string context_;
  Reading& reading_;
  std::vector<std::string> addresses_;
  std::map<std::string, Position> first_;  // by canonical form
};

void ListenList::Add(const Node& node) {
  const std::optional<Text> text = reading_.TextOf(node, context_);
  if (!text) return;
  const Result<ListenAddress> address = ParseListenAddress(text->value);
  if (!address) {
    reading_.findings().Add(node.position, context_ + text->shown + " " + address.error().message);
    return;
  }
  CheckFirst(*address, *text, node.position);
  addresses_.push_back(address->text);
}

void ListenList::CheckFirst(const ListenAddress& address, const Text& text, Position position) {
  if (address.any_port) return;
  const auto [first, added] = first_.emplace(address.canonical, position);
  if (added) return;
  reading_.findings().Add(position, context_ + text.shown + " is there already, at line " +
                                        std::to_string(first->second.line) + ", column " +
                                        std::to_string(first->second.column));
}

Result<std::string> ParseFile(const std::string& text, const Folder& folder) {
  if (text.empty()) return Fail("is not the path of a file");
  if (text.find('\0') != std::string::npos) return Fail("contains a NUL byte");
  return folder.Absolute(text);
}

std::vector<std::string> ReadListen(const Entry& entry, MapReader& map, Reading& reading) {
  ListenList list(map.context() + "listen: ", reading);
  if (entry.value.kind != Node::Kind::kList) {
    list.Add(entry.value);
  } else if (entry.value.items.empty()) {
    map.ReportValue(entry, "needs at least one address, as in \":8080\"");
  }
  for (const Node& item : entry.value.items) list.Add(item);
  return list.Take();
}

}  // namespace

Result<std::string> ParseTelemetryPath(const std::string& path) {
  if (!path.starts_with('/')) return Fail("is not a path: begin it with /, as in /metrics");
  const bool own = path == "/" || path == "/-" || path.starts_with("/-/") || path == "/api" ||
                   path.starts_with("/api/");
  if (own) {
    return Fail("is one of the exporter's own pages: / and all below /-/ and /api/");
  }
  if (path.ends_with('/'))
    return Fail("ends with /: the collectors' pages follow it, /metrics/NAME");
  if (path.size() > kLongestPath) return Fail("is too long: at most 256 bytes");
  if (path.find_first_not_of(kPathCharacters) != std::string::npos) {
    return Fail("has a character that is not allowed in a plain path");
  }
  if (path.find("//") != std::string::npos || HasDotSegment(path)) {
    return Fail("has an empty part, \".\" or \"..\" in it");
  }
  return path;
}

Web ReadWeb(const Node& node, Reading& reading) {
  Web web;
  MapReader map(node, "web: ", reading);
  if (const Entry* listen = map.Find("listen")) web.listen = ReadListen(*listen, map, reading);
  web.systemd_socket = map.ReadBool("systemd_socket").value_or(false);
  web.config_file =
      map.Read("config_file",
               [&](const std::string& text) { return ParseFile(text, reading.folder()); })
          .value_or("");
  web.telemetry_path = map.Read("telemetry_path", ParseTelemetryPath).value_or(web.telemetry_path);
  web.disable_exporter_metrics = map.ReadBool("disable_exporter_metrics").value_or(false);
  web.max_requests =
      map.ReadUnquoted("max_requests",
                       [](const std::string& text) { return ParseCount(text, 1, kMostRequests); })
          .value_or(web.max_requests);
  web.max_connections = map.ReadUnquoted("max_connections",
                                         [](const std::string& text) {
                                           return ParseCount(text, 1, kMostConnections);
                                         })
                            .value_or(web.max_connections);
  map.RefuseUnknown();
  return web;
}

}  // namespace weir::config

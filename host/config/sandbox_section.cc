#include "config/sandbox_section.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "config/capability.h"
#include "config/did_you_mean.h"
#include "config/map_reader.h"
#include "config/one_of.h"
#include "config/requirements.h"
#include "config/size.h"

namespace weir::config {
namespace {

constexpr std::array<Choice<Sandbox::Level>, 3> kLevels = {{{"default", Sandbox::Level::kDefault},
                                                            {"strict", Sandbox::Level::kStrict},
                                                            {"off", Sandbox::Level::kOff}}};
constexpr size_t kLongestUser = 32;  // LOGIN_NAME_MAX is 256, useradd allows 32

Result<std::string> ParseRequirement(std::string_view text) {
  const auto* known = std::find(kRequirements.begin(), kRequirements.end(), text);
  if (known != kRequirements.end()) return std::string(text);
  return Fail("cannot be required" +
              DidYouMean(text, {kRequirements.begin(), kRequirements.end()}));
}

Result<std::string> ParsePath(const std::string& text, const Folder& folder) {
  if (text.empty()) return Fail("is not a path");
  if (text.find('\0') != std::string::npos) return Fail("contains a NUL byte");
  if (text.find('*') != std::string::npos) {
    return Fail("has a wildcard: write each path, or the folder of all");
  }
  return folder.Absolute(text);
}

Result<std::string> ParseUser(const std::string& text) {
  const bool wrong = text.empty() || text.size() > kLongestUser ||
                     text.find_first_of(std::string_view(":/ \n\0", 5)) != std::string::npos;
  if (wrong) return Fail("is not a user's name");
  return text;
}

Result<uint16_t> ParsePort(const std::string& text) {
  const Result<size_t> port = ParseCount(text, 1, UINT16_MAX);
  if (!port) return Fail(port.error().message);
  return static_cast<uint16_t>(*port);
}

class SandboxReader {
 public:
  SandboxReader(const Node& node, const std::string& context, Reading& reading)
      : map_(node, context + "sandbox: ", reading), reading_(reading) {}

  void Read(Sandbox& sandbox);

 private:
  // A list, or one value for a list of one.  Nothing if there is no such key.
  template <class T, class Parse>
  std::optional<std::vector<T>> ReadList(MapReader& map, std::string_view key, Parse parse);
  void ReadPaths(Sandbox& sandbox);
  void ReadUser(Sandbox& sandbox);
  void ReadNames(Sandbox& sandbox);
  void ReadNetwork(Sandbox& sandbox);
  void ReadPorts(const Entry& network, Sandbox& sandbox);

  MapReader map_;
  Reading& reading_;
};

template <class T, class Parse>
std::optional<std::vector<T>> SandboxReader::ReadList(MapReader& map, std::string_view key,
                                                      Parse parse) {
  const Entry* entry = map.Find(key);
  if (entry == nullptr) return std::nullopt;
  std::vector<T> values;
  const std::string context = map.context() + std::string(key) + ": ";
  const auto add = [&](const Node& node) {
    const std::optional<Text> text = reading_.TextOf(node, context);
    if (!text) return;
    const Result<T> value = parse(text->value);
    if (value) return values.push_back(*value);
    reading_.findings().Add(node.position, context + text->shown + " " + value.error().message);
  };
  if (entry->value.kind != Node::Kind::kList) add(entry->value);
  for (const Node& item : entry->value.items) add(item);
  return values;
}

void SandboxReader::ReadPaths(Sandbox& sandbox) {
  const auto path = [&](const std::string& text) { return ParsePath(text, reading_.folder()); };
  if (auto write = ReadList<std::string>(map_, "write", path)) sandbox.write = std::move(*write);
  if (auto read = ReadList<std::string>(map_, "read", path)) sandbox.read = std::move(*read);
}

void SandboxReader::ReadNames(Sandbox& sandbox) {
  auto capabilities = ReadList<std::string>(map_, "capabilities", ParseCapability);
  if (capabilities) sandbox.capabilities = std::move(*capabilities);
  auto require = ReadList<std::string>(map_, "require", ParseRequirement);
  if (require) sandbox.require = std::move(*require);
}

void SandboxReader::ReadUser(Sandbox& sandbox) {
  const Entry* entry = map_.Find("user");
  if (entry == nullptr) return;
  sandbox.user_place = reading_.findings().PlaceOf(entry->value.position);
  sandbox.user = map_.Read("user", ParseUser).value_or("");
}

void SandboxReader::ReadPorts(const Entry& network, Sandbox& sandbox) {
  MapReader map(network.value, map_.context() + "network: ", reading_);
  const auto ports = ReadList<uint16_t>(map, "tcp_connect", ParsePort);
  map.RefuseUnknown();
  sandbox.network = true;
  sandbox.tcp_connect = ports.value_or(std::vector<uint16_t>());
  const Entry* entry = map.Find("tcp_connect");
  const bool empty =
      entry != nullptr && entry->value.kind == Node::Kind::kList && entry->value.items.empty();
  if (entry == nullptr && network.value.entries.empty()) {
    map_.ReportValue(network, "is empty: write true, false or {tcp_connect: [PORT]}");
  } else if (empty) {
    map.ReportValue(*entry, "needs at least one port; no network at all is network: false");
  }
}

void SandboxReader::ReadNetwork(Sandbox& sandbox) {
  const Entry* network = map_.Find("network");
  if (network == nullptr) return;
  if (network->value.kind == Node::Kind::kMap && !IsReference(network->value)) {
    return ReadPorts(*network, sandbox);
  }
  const std::optional<bool> permitted = map_.ReadBool("network");
  if (!permitted) return;
  sandbox.network = permitted;
  sandbox.tcp_connect.clear();
}

void SandboxReader::Read(Sandbox& sandbox) {
  sandbox.level = map_.Read("level", OneOf(kLevels, "a level")).value_or(sandbox.level);
  ReadPaths(sandbox);
  sandbox.exec = map_.ReadBool("exec").value_or(sandbox.exec);
  ReadNetwork(sandbox);
  ReadUser(sandbox);
  ReadNames(sandbox);
  map_.RefuseUnknown();
}

}  // namespace

void ReadSandbox(const Node& node, const std::string& context, Reading& reading, Sandbox& sandbox) {
  SandboxReader(node, context, reading).Read(sandbox);
}

}  // namespace weir::config

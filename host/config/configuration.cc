#include "config/configuration.h"

#include <exception>
#include <optional>
#include <string_view>
#include <utility>

#include "config/collectors.h"
#include "config/document.h"
#include "config/include.h"
#include "config/map_reader.h"
#include "config/referenced.h"
#include "config/text_file.h"
#include "config/web_section.h"

namespace weir::config {
namespace {

constexpr size_t kMaxFileBytes = size_t{256} * 1024;
constexpr std::string_view kIndent = "    ";

Loaded OneFinding(const std::string& file, const std::string& message) {
  Loaded loaded;
  loaded.configuration.file = file;
  loaded.findings.push_back({{file, 0, 0}, message, ""});
  return loaded;
}

const Node* ValueOf(const Entry* entry) { return entry == nullptr ? nullptr : &entry->value; }

Result<std::string> ParseDirectory(const std::string& text, const Folder& folder) {
  if (text.empty()) return Fail("is not the path of a directory");
  if (text.find('\0') != std::string::npos) return Fail("contains a NUL byte");
  return folder.Absolute(text);
}

// Also of what the file includes.
void ReadAllCollectors(MapReader& map, Reading& reading, Loaded& loaded) {
  CollectorList collectors(ReadDefaults(ValueOf(map.Find("defaults")), reading));
  collectors.Add(ValueOf(map.Find("collectors")), reading);
  Inclusion inclusion(loaded.configuration.file, collectors);
  inclusion.Follow(map, reading);
  loaded.configuration.collectors = collectors.Take();
  loaded.configuration.included_files = inclusion.TakeFiles();
  loaded.configuration.include_patterns = inclusion.TakePatterns();
  loaded.configuration.empty_files.merge(inclusion.TakeEmptyFiles());
  loaded.findings = inclusion.TakeFindings();
}

// REQUIRES: a map or empty
void ReadRoot(const Node& root, Reading& reading, Loaded& loaded) {
  Configuration& configuration = loaded.configuration;
  MapReader map(root, "", reading);
  if (const Entry* web = map.Find("web")) {
    configuration.web = ReadWeb(web->value, reading);
    AddReferenced(web->value, "/web", configuration.referenced);
  }
  if (const Entry* directory = map.Find("plugin_directory")) {
    AddReferenced(directory->value, "/plugin_directory", configuration.referenced);
  }
  configuration.plugin_directory = map.Read("plugin_directory", [&](const std::string& text) {
    return ParseDirectory(text, reading.folder());
  });
  configuration.allow_unsafe_plugins = map.ReadBool("allow_unsafe_plugins").value_or(false);
  ReadAllCollectors(map, reading, loaded);
  map.RefuseUnknown();
}

void ReadDocument(const Node& root, Reading& reading, Loaded& loaded) {
  if (root.kind == Node::Kind::kMap || root.kind == Node::Kind::kNull) {
    ReadRoot(root, reading, loaded);
  } else if (root.kind != Node::Kind::kRefused) {
    reading.findings().Add(root.position,
                           "a configuration is a map of keys such as \"collectors\", "
                           "but this is " +
                               std::string(KindName(root)));
  }
}

Loaded ReadText(const std::string& text, const std::string& file) {
  if (text.size() > kMaxFileBytes)
    return OneFinding(file, "cannot be read: it is larger than 256 KiB");
  const Source source(file, text);
  Reading reading(source);
  Loaded loaded;
  loaded.configuration.file = file;
  if (text.empty()) loaded.configuration.empty_files.insert(file);
  const std::optional<Node> root = ParseDocument(source, reading.findings());
  if (root) ReadDocument(*root, reading, loaded);
  loaded.configuration.secret_files = reading.references().Files();
  const auto own = reading.findings().InOrder();
  loaded.findings.insert(loaded.findings.begin(), own.begin(), own.end());
  return loaded;
}

}  // namespace

std::string ToString(const Place& place) {
  if (place.line <= 0) return place.file;
  return place.file + ":" + std::to_string(place.line) + ":" + std::to_string(place.column);
}

namespace {

Collector WithoutPlaces(Collector collector) {
  collector.referenced.clear();
  collector.place = collector.plugin_place = collector.sha256_place = {};
  collector.sandbox.user_place = {};
  collector.config_places.clear();
  return collector;
}

}  // namespace

bool SaySame(const Collector& a, const Collector& b) {
  return WithoutPlaces(a) == WithoutPlaces(b);
}

std::string ToString(const Finding& finding) {
  const std::string place = ToString(finding.place);
  std::string out = place + (place.empty() ? "" : ": ") + finding.message;
  if (finding.excerpt.empty()) return out;
  out.append("\n").append(kIndent);
  for (const char c : finding.excerpt) {
    out += c;
    if (c == '\n') out += kIndent;
  }
  return out;
}

Loaded LoadText(const std::string& text, const std::string& file) {
  try {
    return ReadText(text, file);
  } catch (const std::exception& error) {
    return OneFinding(file, std::string("cannot be read: ") + error.what());
  }
}

Loaded Load(const std::string& path) {
  try {
    const Result<std::string> text = ReadTextFile(path, kMaxFileBytes);
    return text ? ReadText(*text, path)
                : OneFinding(path, "cannot be read: " + text.error().message);
  } catch (const std::exception& error) {
    return OneFinding(path, std::string("cannot be read: ") + error.what());
  }
}

}  // namespace weir::config

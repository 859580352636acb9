#include "config/collectors.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "config/canonical_json.h"
#include "config/duration.h"
#include "config/map_reader.h"
#include "config/plugin_name.h"
#include "config/quoted.h"
#include "config/referenced.h"

namespace weir::config {
namespace {

const Node* Child(const Node& map, std::string_view key) {
  for (const Entry& entry : map.entries) {
    if (entry.key == key) return &entry.value;
  }
  return nullptr;
}

// How messages call a collector of which nothing is checked yet.
std::string ContextOf(const Node& node, size_t index) {
  for (const std::string_view key : {"name", "plugin"}) {
    const Node* value = Child(node, key);
    if (value != nullptr && value->kind == Node::Kind::kScalar && !value->text.empty()) {
      return "collector " + Quoted(value->text) + ": ";
    }
  }
  return "collectors[" + std::to_string(index) + "]: ";
}

void ReadPlugin(MapReader& map, const Node& node, Reading& reading, Collector& collector) {
  const Entry* entry = map.Find("plugin");
  if (entry == nullptr) {
    map.Report(node.position,
               "\"plugin\" is missing: the name of a plugin or the path of its file");
    return;
  }
  collector.plugin_place = reading.findings().PlaceOf(entry->value.position);
  const auto plugin = map.Read(
      "plugin", [&](const std::string& text) { return ParsePluginName(text, reading.folder()); });
  if (!plugin) return;
  collector.plugin = plugin->name;
  collector.name = plugin->collector;
}

void ReadPin(MapReader& map, Reading& reading, Collector& collector) {
  const Entry* entry = map.Find("sha256");
  if (entry == nullptr) return;
  collector.sha256_place = reading.findings().PlaceOf(entry->value.position);
  collector.sha256 = map.Read("sha256", ParseSha256).value_or("");
}

void ReadConfig(MapReader& map, Reading& reading, Collector& collector) {
  const Entry* entry = map.Find("config");
  if (entry == nullptr) return;
  CanonicalJson canonical = ToCanonicalJson(entry->value, map.context() + "config: ", reading);
  collector.config = std::move(canonical.text);
  collector.config_places = std::move(canonical.places);
}

// A timeout that was inherited is shortened to the interval, as Prometheus does.
void CheckTimes(MapReader& map, const TimesSet& set, Collector& collector) {
  if (!collector.interval || set.interval_wrong) return;
  const std::string interval = FormatDuration(*collector.interval);
  if (set.timeout && collector.timeout > *collector.interval) {
    map.ReportValue(*map.Find("timeout"), "is longer than the interval, " + interval);
  }
  collector.timeout = std::min(collector.timeout, *collector.interval);
  if (set.min_interval && collector.min_interval > Duration(0)) {
    map.ReportValue(*map.Find("min_interval"),
                    "is for collectors with interval: on_scrape, this one's is " + interval);
  }
  collector.min_interval = Duration(0);
}

}  // namespace

Collector ReadDefaults(const Node* node, Reading& reading) {
  Collector defaults;
  if (node == nullptr) return defaults;
  MapReader map(*node, "defaults: ", reading);
  ReadSettings(map, reading, defaults);
  AddReferenced(*node, "", defaults.referenced);
  for (const std::string_view own : {"plugin", "name", "enabled", "sha256", "config"}) {
    if (!Child(*node, own)) continue;
    map.Report(map.Find(own)->position,
               Quoted(own) + " is each collector's own: it has no default");
  }
  map.RefuseUnknown();
  return defaults;
}

void CollectorList::Add(const Node* list, Reading& reading) {
  if (list == nullptr) return;
  if (list->kind == Node::Kind::kScalar || list->kind == Node::Kind::kMap) {
    reading.findings().Add(list->position, "collectors: must be a list, but is " +
                                               std::string(KindName(*list)) +
                                               ": begin each collector with \"- \"");
  }
  for (size_t index = 0; index < list->items.size(); ++index) {
    AddOne(list->items[index], index, reading);
  }
}

void CollectorList::AddOne(const Node& node, size_t index, Reading& reading) {
  MapReader map(node, ContextOf(node, index), reading);
  if (node.kind != Node::Kind::kMap && node.kind != Node::Kind::kNull) return;
  enabled_ = map.ReadBool("enabled").value_or(true);
  Collector collector = defaults_;
  reading.references().PassOver(!enabled_);
  ReadAll(map, node, reading, collector);
  reading.references().PassOver(false);
  if (enabled_) collectors_.push_back(std::move(collector));
}

void CollectorList::ReadAll(MapReader& map, const Node& node, Reading& reading,
                            Collector& collector) {
  collector.place = reading.findings().PlaceOf(node.position);
  collector.referenced = ReferencedOf(node, std::move(collector.referenced));
  ReadPlugin(map, node, reading, collector);
  ReadName(map, reading, collector);
  ReadPin(map, reading, collector);
  CheckTimes(map, ReadSettings(map, reading, collector), collector);
  ReadConfig(map, reading, collector);
  map.RefuseUnknown();
}

// REQUIRES: `name` is the plugin's, if that is known
void CollectorList::ReadName(MapReader& map, Reading& reading, Collector& collector) {
  if (const Entry* entry = map.Find("name")) {
    const auto name = map.Read("name", ParseCollectorName);
    const Position position = entry->value.position;
    if (name) Register(map, position, reading.findings().PlaceOf(position), *name, false);
    collector.name = name.value_or("");
  } else if (!collector.name.empty()) {
    const Entry& plugin = *map.Find("plugin");
    const auto name = ParseCollectorName(collector.name);
    if (name) {
      Register(map, plugin.value.position, collector.plugin_place, *name, true);
    } else {
      map.ReportValue(plugin, Quoted(collector.name) + ", the name by default, " +
                                  name.error().message + "; give the collector a \"name\"");
    }
  }
}

void CollectorList::Register(MapReader& map, Position position, const Place& place,
                             const std::string& name, bool by_default) {
  if (!enabled_) return;
  const auto [first, added] = names_.emplace(name, place);
  if (added) return;
  const Place& before = first->second;
  map.Report(position, "another collector is called " + Quoted(name) + ", at " +
                           (before.file == place.file ? "" : before.file + ", ") + "line " +
                           std::to_string(before.line) + ", column " +
                           std::to_string(before.column) +
                           (by_default ? ": give one of them another \"name\"" : ""));
}

}  // namespace weir::config

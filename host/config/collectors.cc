#include "config/collectors.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "config/canonical_json.h"
#include "config/duration.h"
#include "config/map_reader.h"
#include "config/plugin_name.h"
#include "config/quoted.h"
#include "config/settings.h"

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

Collector ReadDefaults(const Node* node, Reading& reading) {
  Collector defaults;
  if (node == nullptr) return defaults;
  MapReader map(*node, "defaults: ", reading);
  ReadSettings(map, reading, defaults);
  for (const std::string_view own : {"plugin", "name", "sha256", "config"}) {
    if (!Child(*node, own)) continue;
    map.Report(map.Find(own)->position,
               Quoted(own) + " is each collector's own: it has no default");
  }
  map.RefuseUnknown();
  return defaults;
}

class CollectorList {
 public:
  CollectorList(Collector defaults, Reading& reading)
      : defaults_(std::move(defaults)), reading_(reading) {}

  void Add(const Node& node);
  std::vector<Collector> Take() { return std::move(collectors_); }

 private:
  void ReadPlugin(MapReader& map, const Node& node, Collector& collector);
  void ReadName(MapReader& map, Collector& collector);
  void ReadPin(MapReader& map, Collector& collector);
  void Register(MapReader& map, Position position, const std::string& name, bool by_default);
  void ReadConfig(MapReader& map, Collector& collector);
  void CheckTimes(MapReader& map, const TimesSet& set, Collector& collector);

  Collector defaults_;
  Reading& reading_;
  size_t index_ = 0;
  std::vector<Collector> collectors_;
  std::map<std::string, Position> names_;
};

void CollectorList::Add(const Node& node) {
  MapReader map(node, ContextOf(node, index_++), reading_);
  if (node.kind != Node::Kind::kMap && node.kind != Node::Kind::kNull) return;
  Collector collector = defaults_;
  collector.place = reading_.findings().PlaceOf(node.position);
  ReadPlugin(map, node, collector);
  ReadName(map, collector);
  ReadPin(map, collector);
  CheckTimes(map, ReadSettings(map, reading_, collector), collector);
  ReadConfig(map, collector);
  map.RefuseUnknown();
  collectors_.push_back(std::move(collector));
}

void CollectorList::ReadPlugin(MapReader& map, const Node& node, Collector& collector) {
  const Entry* entry = map.Find("plugin");
  if (entry == nullptr) {
    map.Report(node.position,
               "\"plugin\" is missing: the name of a plugin or the path of its file");
    return;
  }
  collector.plugin_place = reading_.findings().PlaceOf(entry->value.position);
  const auto plugin = map.Read(
      "plugin", [&](const std::string& text) { return ParsePluginName(text, reading_.folder()); });
  if (!plugin) return;
  collector.plugin = plugin->name;
  collector.name = plugin->collector;
}

// REQUIRES: `name` is the plugin's, if that is known
void CollectorList::ReadName(MapReader& map, Collector& collector) {
  if (const Entry* entry = map.Find("name")) {
    const auto name = map.Read("name", ParseCollectorName);
    if (name) Register(map, entry->value.position, *name, false);
    collector.name = name.value_or("");
  } else if (!collector.name.empty()) {
    const Entry& plugin = *map.Find("plugin");
    const auto name = ParseCollectorName(collector.name);
    if (name) {
      Register(map, plugin.value.position, *name, true);
    } else {
      map.ReportValue(plugin, Quoted(collector.name) + ", the name by default, " +
                                  name.error().message + "; give the collector a \"name\"");
    }
  }
}

void CollectorList::Register(MapReader& map, Position position, const std::string& name,
                             bool by_default) {
  const auto [first, added] = names_.emplace(name, position);
  if (added) return;
  map.Report(position, "another collector is called " + Quoted(name) + ", at line " +
                           std::to_string(first->second.line) + ", column " +
                           std::to_string(first->second.column) +
                           (by_default ? ": give one of them another \"name\"" : ""));
}

void CollectorList::ReadPin(MapReader& map, Collector& collector) {
  const Entry* entry = map.Find("sha256");
  if (entry == nullptr) return;
  collector.sha256_place = reading_.findings().PlaceOf(entry->value.position);
  collector.sha256 = map.Read("sha256", ParseSha256).value_or("");
}

void CollectorList::ReadConfig(MapReader& map, Collector& collector) {
  const Entry* entry = map.Find("config");
  if (entry == nullptr) return;
  CanonicalJson canonical = ToCanonicalJson(entry->value, map.context() + "config: ", reading_);
  collector.config = std::move(canonical.text);
  collector.config_places = std::move(canonical.places);
}

// A timeout that was inherited is shortened to the interval, as Prometheus does.
void CollectorList::CheckTimes(MapReader& map, const TimesSet& set, Collector& collector) {
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

std::vector<Collector> ReadCollectors(const Node* defaults, const Node* list, Reading& reading) {
  CollectorList collectors(ReadDefaults(defaults, reading), reading);
  if (list == nullptr) return {};
  if (list->kind == Node::Kind::kScalar || list->kind == Node::Kind::kMap) {
    reading.findings().Add(list->position, "collectors: must be a list, but is " +
                                               std::string(KindName(*list)) +
                                               ": begin each collector with \"- \"");
  }
  for (const Node& node : list->items) collectors.Add(node);
  return collectors.Take();
}

}  // namespace weir::config

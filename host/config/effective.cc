#include "config/effective.h"

#include <algorithm>
#include <set>

#include "config/confidential.h"
#include "config/duration.h"
#include "config/json_pointer.h"

namespace weir::config {
namespace {

using nlohmann::ordered_json;

std::string Text(Isolation isolation) {
  return isolation == Isolation::kProcess ? "process" : "in_process";
}

std::string Text(Sandbox::Level level) {
  constexpr const char* kNames[] = {"off", "default", "strict"};
  return kNames[static_cast<size_t>(level)];
}

std::string Text(LogLevel level) {
  constexpr const char* kNames[] = {"debug", "info", "warn", "error"};
  return kNames[static_cast<size_t>(level)];
}

// The longer of a minute and three intervals, where nothing is said.
Duration StalenessOf(const Collector& collector) {
  const Duration minute = std::chrono::minutes(1);
  return collector.max_staleness.value_or(
      std::max(minute, 3 * collector.interval.value_or(minute / 3)));
}

ordered_json NetworkOf(const Sandbox& sandbox) {
  if (!sandbox.tcp_connect.empty()) return {{"tcp_connect", sandbox.tcp_connect}};
  return sandbox.network.value_or(sandbox.level != Sandbox::Level::kStrict);
}

ordered_json DocumentOf(const Sandbox& sandbox) {
  ordered_json out;
  out["level"] = Text(sandbox.level);
  out["write"] = sandbox.write;
  if (sandbox.read) out["read"] = *sandbox.read;
  out["exec"] = sandbox.exec;
  out["network"] = NetworkOf(sandbox);
  out["capabilities"] = sandbox.capabilities;
  if (!sandbox.user.empty()) out["user"] = sandbox.user;
  out["require"] = sandbox.require;
  return out;
}

ordered_json LimitsOf(const Collector& collector) {
  const Limits& limits = collector.limits;
  const ProcessLimits& process = collector.process_limits;
  return {{"series", limits.series},          {"labels", limits.labels},
          {"name", limits.name_bytes},        {"label_value", limits.value_bytes},
          {"help", limits.help_bytes},        {"memory", process.memory_bytes},
          {"open_files", process.open_files}, {"threads", process.threads},
          {"output", process.output_bytes}};
}

void AddTimes(const Collector& collector, ordered_json& out) {
  out["interval"] = collector.interval ? FormatDuration(*collector.interval) : "on_scrape";
  if (!collector.interval) out["min_interval"] = FormatDuration(collector.min_interval);
  out["timeout"] = FormatDuration(collector.timeout);
  out["start_timeout"] = FormatDuration(collector.start_timeout);
  out["max_staleness"] = FormatDuration(StalenessOf(collector));
}

// REQUIRES: the document has all that is referenced, or a list or map above it
void Redact(ordered_json& node, const std::string& pointer, const std::set<std::string>& secrets) {
  if (secrets.contains(pointer) && !node.is_object()) {
    node = kSecret;
  } else if (node.is_object()) {
    for (auto& [key, member] : node.items()) {
      Redact(member, pointer + "/" + EscapedForPointer(key), secrets);
    }
  } else if (node.is_array()) {
    for (size_t i = 0; i < node.size(); ++i) {
      Redact(node[i], pointer + "/" + std::to_string(i), secrets);
    }
  }
}

ordered_json DocumentOf(const Collector& collector) {
  ordered_json out;
  out["plugin"] = collector.plugin;
  out["name"] = collector.name;
  if (!collector.sha256.empty()) out["sha256"] = collector.sha256;
  out["required"] = collector.required;
  AddTimes(collector, out);
  out["honor_timestamps"] = collector.honor_timestamps;
  out["created_timestamps"] = collector.created_timestamps;
  if (collector.log_level) out["log_level"] = Text(*collector.log_level);
  out["labels"] =
      collector.labels.empty() ? ordered_json::object() : ordered_json(collector.labels);
  out["limits"] = LimitsOf(collector);
  out["isolation"] = Text(collector.isolation);
  out["sandbox"] = DocumentOf(collector.sandbox);
  out["config"] = ordered_json::parse(collector.config);
  HideConfidential(out["config"]);
  Redact(out, "", collector.referenced);
  return out;
}

ordered_json DocumentOf(const Web& web) {
  ordered_json out;
  out["listen"] = web.listen;
  out["systemd_socket"] = web.systemd_socket;
  if (!web.config_file.empty()) out["config_file"] = web.config_file;
  out["telemetry_path"] = web.telemetry_path;
  out["disable_exporter_metrics"] = web.disable_exporter_metrics;
  out["max_requests"] = web.max_requests;
  out["max_connections"] = web.max_connections;
  return out;
}

// A map that would be read as a reference.
bool LooksReferring(const ordered_json& node) {
  if (!node.is_object() || node.size() != 1) return false;
  const std::string& key = node.begin().key();
  return (key == "file" || key == "env") && node.begin()->is_string();
}

// Without quotes where it can be no other than itself.
std::string Key(const std::string& key) {
  const bool plain = key.size() > 1 && std::ranges::all_of(key, [](char c) {
                       return (c >= 'a' && c <= 'z') || c == '_';
                     });
  return plain && key != "null" && key != "true" && key != "false" ? key : ordered_json(key).dump();
}

void AppendYaml(std::string& out, const ordered_json& node, size_t indent);

void AppendValue(std::string& out, const ordered_json& value, size_t indent) {
  if (value.is_structured() && !value.empty() && !LooksReferring(value)) {
    out += "\n";
    return AppendYaml(out, value, indent);
  }
  out.append(LooksReferring(value) ? " !!map " : " ").append(value.dump()).append("\n");
}

// A first line that stands behind "- " is not indented.
void AppendYaml(std::string& out, const ordered_json& node, size_t indent) {
  const std::string space(indent, ' ');
  for (const auto& [key, value] : node.items()) {
    out += space;
    if (node.is_array()) {
      std::string item;
      AppendValue(item, value, indent + 2);
      const bool block = item.starts_with('\n');
      out.append(block ? "- " : "-").append(block ? item.substr(indent + 3) : item);
    } else {
      out.append(Key(key)).append(":");
      AppendValue(out, value, indent + 2);
    }
  }
}

}  // namespace

ordered_json Effective(const Configuration& configuration, const std::string& plugin_directory) {
  ordered_json out;
  out["web"] = DocumentOf(configuration.web);
  out["plugin_directory"] = configuration.plugin_directory.value_or(plugin_directory);
  out["allow_unsafe_plugins"] = configuration.allow_unsafe_plugins;
  Redact(out, "", configuration.referenced);
  out["collectors"] = ordered_json::array();
  for (const Collector& collector : configuration.collectors) {
    out["collectors"].push_back(DocumentOf(collector));
  }
  return out;
}

std::string ToYaml(const ordered_json& document) {
  std::string out;
  AppendYaml(out, document, 0);
  return out;
}

}  // namespace weir::config

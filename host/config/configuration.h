// What exporter.yaml says, checked and typed.  Made by config::Load, read by all stages.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace weir::config {

using Duration = std::chrono::nanoseconds;

// Where a value stands; line and column count from 1 (column in bytes), 0 when not known.
struct Place {
  std::string file;
  int line = 0;
  int column = 0;
  bool operator==(const Place&) const = default;
};

// "exporter.yaml:12:5"; without line and column when they are not known.
std::string ToString(const Place& place);

// Bounds on what one collector may add; over them the newcomer is refused and counted.
struct Limits {
  size_t series = 50'000;
  size_t labels = 64;  // a series, those of `labels:` not counted
  size_t name_bytes = 256;
  size_t value_bytes = 4096;
  size_t help_bytes = 4096;
  bool operator==(const Limits&) const = default;
};

// Bounds on the process of a collector with a worker.
struct ProcessLimits {
  size_t memory_bytes = size_t{256} << 20;
  size_t open_files = 1024;
  size_t threads = 64;
  size_t output_bytes = size_t{16} << 20;  // what one collection may send
  bool operator==(const ProcessLimits&) const = default;
};

enum class Isolation { kProcess, kInProcess };

enum class LogLevel { kDebug, kInfo, kWarning, kError };

// What a worker may do.
struct Sandbox {
  enum class Level { kOff, kDefault, kStrict };

  Level level = Level::kDefault;
  std::vector<std::string> write;                // absolute paths of files and folders
  std::optional<std::vector<std::string>> read;  // absolute paths; nothing: as the level says
  bool exec = false;
  std::optional<bool> network;            // nothing: as the level says
  std::vector<uint16_t> tcp_connect;      // not empty: to these ports only
  std::vector<std::string> capabilities;  // kept ones, "NET_RAW", each of capability.h
  std::string user;                       // where the host is root; empty: the default one
  Place user_place;                       // of its value
  std::vector<std::string> require;       // of requirements.h: fatal where the kernel lacks it
  bool operator==(const Sandbox&) const = default;
};

struct Collector {
  std::string name;    // unique; by default the plugin's
  std::string plugin;  // a name in the plugin directory, or a path (absolute by now); NAME#PLUGIN
                       // or PATH#PLUGIN where a file holds several
  Place place;         // of the list's element
  Place plugin_place;  // of the value of `plugin:`
  std::string sha256;  // of the plugin's file, 64 small hexadecimal digits; empty: any
  Place sha256_place;  // of its value
  bool required = false;

  std::optional<Duration> interval;  // nothing: on_scrape
  Duration min_interval{0};          // on_scrape: results younger than that are shared
  Duration timeout = std::chrono::seconds(5);
  Duration start_timeout = std::chrono::seconds(10);
  std::optional<Duration> max_staleness;  // nothing: 60 s, or 3 intervals if that is more
  bool honor_timestamps = false;          // timestamps that the plugin pushes are exposed
  bool created_timestamps = false;        // so is since when its series have been counting
  std::optional<LogLevel> log_level;      // least one of lines about it; nothing: as for all
  std::map<std::string, std::string> labels;
  Limits limits;
  ProcessLimits process_limits;
  Isolation isolation = Isolation::kProcess;
  Sandbox sandbox;

  // JSON Pointers of what {file: PATH} or {env: NAME} stands for: "/labels/zone", "/config/user".
  std::set<std::string> referenced;

  std::string config = "{}";                   // canonical JSON of `config:`
  std::map<std::string, Place> config_places;  // JSON Pointer into config -> where it stands; ""
                                               // is the whole; none over 1024 bytes
  bool operator==(const Collector&) const = default;
};

// Whether both say the same, wherever that stands.
bool SaySame(const Collector& a, const Collector& b);

struct Web {
  std::vector<std::string> listen = {":8080"};
  bool systemd_socket = false;  // what systemd has opened, instead of `listen`
  std::string config_file;      // of the web configuration, absolute; empty if there is none
  std::string telemetry_path = "/metrics";
  bool disable_exporter_metrics = false;
  size_t max_requests = 512;      // for values of collectors, at a time
  size_t max_connections = 1024;  // at a time
};

struct Configuration {
  std::string file;  // as it was given; empty if there is none
  Web web;
  std::optional<std::string> plugin_directory;  // nothing: the compiled-in one
  bool allow_unsafe_plugins = false;
  std::vector<Collector> collectors;          // in the order of the file, which decides conflicts;
                                              // those of included files after its own
  std::set<std::string> referenced;           // as in Collector: "/web/listen/0"
  std::vector<std::string> included_files;    // absolute, in the order in which they were read
  std::vector<std::string> include_patterns;  // absolute, as "/etc/weir/exporter.d/*.yaml"
  std::set<std::string> empty_files;          // of `file` and those included: without a byte
  std::vector<std::string> secret_files;      // absolute; what {file: PATH} was taken from
};

// One thing that is wrong.  `excerpt` is the offending line with a caret line below, or empty.
struct Finding {
  Place place;
  std::string message;
  std::string excerpt;
};

// "exporter.yaml:12:5: collector "disks": unknown key ...", then the excerpt, indented.
std::string ToString(const Finding& finding);

// All that was wrong, in the order of the file and then of those that it includes; the
// configuration is for use only if nothing was.
struct Loaded {
  Configuration configuration;
  std::vector<Finding> findings;
};

// Reads and checks a file; relative paths in it are taken relative to it, {file:} and {env:} are
// resolved.  Never throws; a file that cannot be read is a finding.  An empty file is a
// configuration without collectors.
//
// Where a single value may stand, {file: PATH} and {env: NAME} stand for the contents of a file,
// without one newline at its end, and for a variable.  So within `config:`, but not for the whole
// of it; a plugin that needs such a map itself gets it as `!!map {file: PATH}`.
Loaded Load(const std::string& path);

// The same for a text that stands in for a file of that name.
Loaded LoadText(const std::string& text, const std::string& file);

}  // namespace weir::config

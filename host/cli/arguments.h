// The command line: flags in the form of Prometheus' exporter-toolkit, before or after the command.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "log/log.h"

namespace weir::cli {

enum class Command { kRun, kCheck, kOnce, kList, kPrintConfiguration, kPrintSchema, kHealth };

struct Arguments {
  Command command = Command::kRun;
  std::string config_file;
  bool config_file_given = false;
  std::optional<std::string> plugin_directory;
  std::vector<std::string> listen;  // empty: as the file says
  bool systemd_socket = false;
  std::optional<std::string> web_config_file;
  std::optional<std::string> telemetry_path;
  bool disable_exporter_metrics = false;
  bool enable_lifecycle = false;
  bool watch = false;
  bool allow_unsafe_plugins = false;
  log::Level log_level = log::Level::kInfo;
  log::Format log_format = log::Format::kLogfmt;

  bool no_plugins = false;         // check
  bool json = false;               // check, config print
  std::vector<std::string> names;  // once: collectors, or one file
  bool openmetrics = false;        // once

  struct Health {
    std::string url;      // empty: what the file says first
    std::string ca_file;  // empty: a certificate is not checked
    bool ready = false;
    std::string user;  // empty: no authorization
    std::string password_file;
    std::chrono::milliseconds timeout{5000};
  };
  Health health;
};

// The arguments, or the exit code when there is nothing to do: after --help, --version or an error,
// which have been printed.
std::variant<Arguments, int> ParseArguments(int argc, const char* const* argv);

}  // namespace weir::cli

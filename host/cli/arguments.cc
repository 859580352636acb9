#include "cli/arguments.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <iostream>
#include <string_view>

#include "cli/exit_code.h"
#include "cli/installed.h"
#include "config/listen_address.h"
#include "config/web_section.h"
#include "weir/plugin.h"

namespace weir::cli {
namespace {

constexpr const char* kDescription =
    "Weir hosts Prometheus collector plugins: it loads shared objects as exporter.yaml lists them "
    "and\n"
    "serves all that they measure on one /metrics page.\n"
    "\n"
    "Without a command it runs. Every flag may also be given in the environment: --config.file as\n"
    "WEIR_CONFIG_FILE. A flag wins over the environment, and both over the file.";

constexpr const char* kFooter =
    "\nExamples:\n"
    "  weir --config.file exporter.yaml       serve, as the file says\n"
    "  weir check --config.file exporter.yaml all mistakes of the file, with their places\n"
    "  weir once ./myplugin.so                what a plugin measures, with no file at all\n"
    "  weir once node                         one collector of the file, once\n"
    "  weir list                              the plugins that are installed\n"
    "  weir config print                      what the file comes to\n"
    "  weir health                            whether the running one is well\n"
    "\nExit codes: 0 success, 1 failure, 2 wrong usage, 78 wrong configuration.";

std::string Version() {
  return "weir " WEIR_VERSION "\n  plugin ABI: " + std::to_string(WEIR_ABI_MAJOR) + "." +
         std::to_string(WEIR_ABI_MINOR) +
         "\n  compiler:   " __VERSION__ "\n  plugins:    " + InstalledPlugins();
}

// --web.listen-address is WEIR_WEB_LISTEN_ADDRESS.
std::string EnvironmentName(const std::string& flag) {
  std::string name = "WEIR_";
  for (const char c : flag.substr(2)) {
    name +=
        c == '.' || c == '-' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  }
  return name;
}

template <class T>
CLI::Option* AddFlag(CLI::App& app, const std::string& flag, T& target, const std::string& help) {
  return app.add_option(flag, target, help)->envname(EnvironmentName(flag));
}

CLI::Option* AddSwitch(CLI::App& app, const std::string& flag, bool& target,
                       const std::string& help) {
  return app.add_flag(flag, target, help)->envname(EnvironmentName(flag));
}

// What the file's key refuses its flag refuses too.
template <class Parse>
CLI::Validator Checked(Parse parse) {
  return {[parse](std::string& text) {
            const auto parsed = parse(text);
            return parsed ? "" : "\"" + text + "\" " + parsed.error().message;
          },
          "", ""};
}

// "--flag=" with nothing behind it: the library would take the next word, a command perhaps, for
// its value.
const char* FindWithoutValue(int argc, const char* const* argv) {
  const auto is_one = [](const char* word) {
    const std::string_view text = word;
    return text.starts_with("--") && text.find('=') == text.size() - 1;
  };
  const auto found = std::find_if(argv, argv + argc, is_one);
  return found == argv + argc ? nullptr : *found;
}

// Wraps one of the log stage's readers, whose message names the choices.
template <class T, class Parse>
CLI::Option* AddParsed(CLI::App& app, const std::string& flag, T& target, Parse parse,
                       const std::string& help) {
  const auto read = [&target, parse](const std::string& text) {
    const auto value = parse(text);
    if (!value) throw CLI::ValidationError(value.error().message);
    target = *value;
  };
  return app.add_option_function<std::string>(flag, read, help)->envname(EnvironmentName(flag));
}

void AddFlags(CLI::App& app, Arguments& arguments) {
  AddFlag(app, "--config.file", arguments.config_file, "Configuration file (YAML)")
      ->capture_default_str();
  AddSwitch(app, "--config.watch", arguments.watch,
            "Reload when the configuration, a secret or a plugin's file has changed");
  AddFlag(app, "--plugin.directory", arguments.plugin_directory,
          "Where plugins are looked up by name (default " + InstalledPlugins() + ")");
  AddFlag(
      app, "--web.listen-address", arguments.listen,
      "Address to serve on: :8080, 127.0.0.1:8080, [::1]:8080 or unix:///run/weir.sock; repeatable")
      ->type_size(1)
      ->delimiter(',')
      ->check(Checked(config::ParseListenAddress));
  AddSwitch(app, "--web.systemd-socket", arguments.systemd_socket,
            "Serve on the sockets that a systemd socket unit has opened, on no others");
  AddFlag(app, "--web.config.file", arguments.web_config_file,
          "TLS, users and headers, in a file as other Prometheus exporters have it");
  AddFlag(app, "--web.telemetry-path", arguments.telemetry_path,
          "Path of the page (default /metrics)")
      ->check(Checked(config::ParseTelemetryPath));
  AddSwitch(app, "--web.disable-exporter-metrics", arguments.disable_exporter_metrics,
            "Leave out process_* and weir_http_*");
  AddSwitch(app, "--web.enable-lifecycle", arguments.enable_lifecycle,
            "Let clients on other machines reload too (POST /-/reload)");
  AddSwitch(app, "--plugin.allow-unsafe", arguments.allow_unsafe_plugins,
            "Load plugins that others could change too (for development)");
  AddParsed(app, "--log.level", arguments.log_level, log::ParseLevel,
            "Least level: debug, info, warn, error");
  AddParsed(app, "--log.format", arguments.log_format, log::ParseFormat,
            "Form of the lines: logfmt, json");
  app.set_version_flag("--version", Version(), "Show the version and exit");
}

void AddHealthFlags(CLI::App& health, Arguments::Health& target) {
  health
      .add_option("--url", target.url,
                  "http://HOST:PORT, https://HOST:PORT or unix:///PATH (default: the first "
                  "address of the file)")
      ->envname("WEIR_HEALTH_URL");
  health
      .add_option("--ca-file", target.ca_file,
                  "Authorities, in PEM, that must vouch for the host's certificate under TLS")
      ->envname("WEIR_HEALTH_CA_FILE");
  health.add_flag("--ready", target.ready, "Ask whether every collector has run once, /-/ready");
  health.add_option("--user", target.user, "User for basic authentication")
      ->envname("WEIR_HEALTH_USER");
  health
      .add_option("--password-file", target.password_file, "File whose first line is the password")
      ->envname("WEIR_HEALTH_PASSWORD_FILE");
  const auto timeout = [&target](const double& seconds) {
    if (!std::isfinite(seconds)) throw CLI::ValidationError("--timeout is no number of seconds");
    target.timeout = std::chrono::milliseconds(static_cast<int64_t>(seconds * 1000));
  };
  health.add_option_function<double>("--timeout", timeout, "Seconds to wait (default 5)")
      ->check(CLI::Range(0.001, 3600.0));
}

// Adds commands to the program, or to another command.
class Commands {
 public:
  Commands(CLI::App& parent, Arguments& arguments) : parent_(parent), arguments_(arguments) {}

  CLI::App& Add(const std::string& name, Command command, const std::string& help) {
    CLI::App& added = Add(name, help);
    added.callback([&arguments = arguments_, command] { arguments.command = command; });
    return added;
  }
  // One that is none by itself.
  CLI::App& Add(const std::string& name, const std::string& help) {
    return *parent_.add_subcommand(name, help)->fallthrough();
  }

 private:
  CLI::App& parent_;
  Arguments& arguments_;
};

void AddCheckFlags(CLI::App& check, Arguments& arguments) {
  check.add_flag("--no-plugins", arguments.no_plugins, "Check the file alone: load no plugin");
  check.add_flag("--json", arguments.json, "Print the findings as a JSON array");
}

void AddOnceFlags(CLI::App& once, Arguments& arguments) {
  once.add_option("collector", arguments.names,
                  "Collectors of the file (default: all), or one FILE.so without any file");
  once.add_flag("--openmetrics", arguments.openmetrics,
                "Print OpenMetrics 1.0.0 instead of the text format");
}

void AddConfigCommands(CLI::App& config, Arguments& arguments) {
  config.require_subcommand(1);
  Commands(config, arguments)
      .Add("print", Command::kPrintConfiguration,
           "Print what the file comes to: defaults filled in, secrets left out")
      .add_flag("--json", arguments.json, "Print JSON instead of YAML");
}

void AddCommands(CLI::App& app, Arguments& arguments) {
  Commands commands(app, arguments);
  commands.Add("run", Command::kRun, "Serve until a SIGTERM (what weir does without a command)");
  AddCheckFlags(
      commands.Add(
          "check", Command::kCheck,
          "Check the configuration and start each plugin; opens no port, collects nothing"),
      arguments);
  AddOnceFlags(commands.Add("once", Command::kOnce,
                            "Collect once and print the page; a table goes to standard error"),
               arguments);
  commands.Add("list", Command::kList, "List the plugins found, and why others were refused");
  AddConfigCommands(commands.Add("config", "Show the configuration: config print"), arguments);
  commands.Add("schema", Command::kPrintSchema,
               "Print the JSON Schema of the file with the plugins' parts, for editors");
  AddHealthFlags(commands.Add("health", Command::kHealth,
                              "Ask a running Weir whether it is well; exits with 0 or 1"),
                 arguments.health);
}

}  // namespace

std::variant<Arguments, int> ParseArguments(int argc, const char* const* argv) {
  Arguments arguments;
  arguments.config_file = InstalledConfiguration();
  CLI::App app(kDescription, "weir");
  app.footer(kFooter);
  app.require_subcommand(0, 1);
  app.option_defaults()->always_capture_default(false);
  AddFlags(app, arguments);
  AddCommands(app, arguments);
  try {
    if (const char* const flag = FindWithoutValue(argc, argv))
      throw CLI::ArgumentMismatch(std::string(flag) + " has no value");
    app.parse(argc, argv);
  } catch (const CLI::Success& success) {
    return app.exit(success);
  } catch (const CLI::ParseError& error) {
    std::cerr << "weir: " << error.what() << "\nRun weir --help for the flags and commands.\n";
    return kUsage;
  }
  arguments.config_file_given = app.count("--config.file") > 0;
  return arguments;
}

}  // namespace weir::cli

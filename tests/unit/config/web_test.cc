// The keys of `web:` and the others of the top level.
#include "loading.h"

namespace weir::config {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(Web, HasDefaults) {
  const Configuration configuration = Good("");
  EXPECT_THAT(configuration.web.listen, ElementsAre(":8080"));
  EXPECT_EQ(configuration.web.telemetry_path, "/metrics");
  EXPECT_FALSE(configuration.web.disable_exporter_metrics);
  EXPECT_FALSE(configuration.plugin_directory.has_value());
  EXPECT_FALSE(configuration.allow_unsafe_plugins);
  EXPECT_EQ(configuration.file, "/etc/weir/exporter.yaml");
}

TEST(Web, ListensOnOneAddressOrAList) {
  EXPECT_THAT(Good("web: {listen: :9100}\n").web.listen, ElementsAre(":9100"));
  EXPECT_THAT(Good("web:\n  listen: [\"[::1]:80\", unix:///run/w.sock, localhost:0]\n").web.listen,
              ElementsAre("[::1]:80", "unix:///run/w.sock", "localhost:0"));
}

TEST(Web, TakesSystemdsSocketsInstead) {
  EXPECT_TRUE(Good("web: {systemd_socket: true}\n").web.systemd_socket);
  EXPECT_FALSE(Good("").web.systemd_socket);
}

TEST(Web, HasAFileOfItsOwnForSecurity) {
  EXPECT_EQ(Good("web: {config_file: web.yml}\n").web.config_file, "/etc/weir/web.yml");
  EXPECT_EQ(Good("").web.config_file, "");
  EXPECT_EQ(MessageOf("web: {config_file: ''}\n"),
            "1:20 web: config_file: \"\" is not the path of a file");
}

TEST(Web, ReportsEachWrongAddressAtItsPlace) {
  EXPECT_THAT(MessagesOf("web:\n  listen:\n    - :80\n    - 8080\n    - {a: b}\n    -\n"),
              ElementsAre(HasSubstr("4:7 web: listen: \"8080\" is a port alone"),
                          "5:7 web: listen: must be a single value, but is a map",
                          "6:5 web: listen: a value is missing"));
  EXPECT_EQ(MessageOf("web: {listen: []}\n"),
            "1:15 web: listen: needs at least one address, as in \":8080\"");
  EXPECT_EQ(MessageOf("web:\n  listen:\n"), "2:3 web: listen: a value is missing");
}

TEST(Web, RefusesAnAddressThatIsThereAlready) {
  EXPECT_EQ(MessageOf("web: {listen: [\"[::1]:80\", \"[0::1]:80\", \"127.0.0.1:80\"]}\n"),
            "1:28 web: listen: \"[0::1]:80\" is there already, at line 1, column 16");
  EXPECT_EQ(MessageOf("web: {listen: [\":0\", \":0\"]}\n"), "");
}

TEST(Web, TakesPlainTelemetryPaths) {
  EXPECT_EQ(Good("web: {telemetry_path: /a/b-c_1.txt}\n").web.telemetry_path, "/a/b-c_1.txt");
  EXPECT_EQ(Good("web: {telemetry_path: /-metrics}\n").web.telemetry_path, "/-metrics");
}

TEST(Web, RefusesOtherTelemetryPaths) {
  const auto refusal = [](const std::string& path) {
    return MessageOf("web:\n  telemetry_path: \"" + path + "\"\n");
  };
  EXPECT_THAT(refusal("metrics"), HasSubstr("2:19 web: telemetry_path: \"metrics\" is not a path"));
  EXPECT_THAT(refusal(""), HasSubstr("is not a path"));
  for (const char* path : {"/", "/-", "/-/", "/-/ready"}) {
    EXPECT_THAT(refusal(path), HasSubstr("one of the exporter's own pages")) << path;
  }
  EXPECT_THAT(refusal("/metrics/"), HasSubstr("ends with /"));
  for (const char* path : {"/a?b", "/a#b", "/a b", "/a%20b", "/caf\xC3\xA9", "/a\\0"}) {
    EXPECT_THAT(refusal(path), HasSubstr("a character that is not allowed")) << path;
  }
  for (const char* path : {"//a", "/a//b", "/a/../b", "/..", "/./a"}) {
    EXPECT_THAT(refusal(path), HasSubstr("an empty part")) << path;
  }
  EXPECT_THAT(refusal("/" + std::string(256, 'a')), HasSubstr("too long"));
}

TEST(Web, HasBooleansOfYaml12) {
  EXPECT_TRUE(Good("web: {disable_exporter_metrics: true}\n").web.disable_exporter_metrics);
  EXPECT_TRUE(Good("allow_unsafe_plugins: TRUE\n").allow_unsafe_plugins);
  EXPECT_FALSE(Good("allow_unsafe_plugins: False\n").allow_unsafe_plugins);
  EXPECT_EQ(MessageOf("allow_unsafe_plugins: yes\n"),
            "1:23 allow_unsafe_plugins: \"yes\" is neither true nor false");
  EXPECT_EQ(MessageOf("allow_unsafe_plugins: \"true\"\n"),
            "1:23 allow_unsafe_plugins: \"true\" is a string: write it without quotes");
  EXPECT_EQ(MessageOf("allow_unsafe_plugins:\n"), "1:1 allow_unsafe_plugins: a value is missing");
}

TEST(Web, IsAMap) {
  EXPECT_EQ(MessageOf("web: [\":80\"]\n"),
            "1:6 web: must be a map of keys and values, but is a list");
  EXPECT_EQ(MessageOf("web: :80\n"),
            "1:6 web: must be a map of keys and values, but is a single value");
  EXPECT_EQ(MessageOf("web:\n"), "");
}

TEST(TopLevel, MakesThePluginDirectoryAbsolute) {
  EXPECT_EQ(Good("plugin_directory: plugins\n").plugin_directory, "/etc/weir/plugins");
  EXPECT_EQ(Good("plugin_directory: /opt/x\n").plugin_directory, "/opt/x");
  EXPECT_EQ(MessageOf("plugin_directory: \"\"\n"),
            "1:19 plugin_directory: \"\" is not the path of a directory");
  EXPECT_EQ(MessageOf("plugin_directory: \"a\\0b\"\n"),
            "1:19 plugin_directory: \"a\\x00b\" contains a NUL byte");
}

TEST(TopLevel, RefusesUnknownKeysAndThoseOfLaterVersions) {
  EXPECT_EQ(MessageOf("colectors: []\n"),
            "1:1 unknown key \"colectors\", did you mean \"collectors\"?");
  EXPECT_THAT(MessageOf("logging: {}\n"),
              HasSubstr("1:1 unknown key \"logging\"; known here: web, "));
  EXPECT_THAT(MessageOf("web: {tls: {}}\n"), HasSubstr("unknown key \"tls\""));
  EXPECT_THAT(MessageOf("defaults: {relabel: []}\n"), HasSubstr("unknown key \"relabel\""));
}

TEST(Web, BoundsWhatClientsTake) {
  const auto web = Good("web: {max_requests: 3, max_connections: 7}\n").web;
  EXPECT_EQ(web.max_requests, 3u);
  EXPECT_EQ(web.max_connections, 7u);
  EXPECT_EQ(Good("").web.max_requests, 512u);
  EXPECT_EQ(Good("").web.max_connections, 1024u);
}

}  // namespace
}  // namespace weir::config

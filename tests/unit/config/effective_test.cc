// The configuration as it is shown: whole, without secrets, and a configuration again.
#include "config/effective.h"

#include <cstdlib>

#include "config/confidential.h"
#include "loading.h"

namespace weir::config {
namespace {

using nlohmann::ordered_json;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

std::string Shown(const Configuration& configuration) {
  return ToYaml(Effective(configuration, "/usr/lib/weir/plugins"));
}

ordered_json CollectorOf(const std::string& lines) {
  const Configuration configuration = Good("collectors:\n  - plugin: disks\n" + lines);
  return Effective(configuration, "/p")["collectors"].at(0);
}

TEST(Effective, HasEveryDefault) {
  EXPECT_EQ(Shown(Good("collectors: [{plugin: disks}]\n")), R"(web:
  listen:
    - ":8080"
  systemd_socket: false
  telemetry_path: "/metrics"
  disable_exporter_metrics: false
  max_requests: 512
  max_connections: 1024
plugin_directory: "/usr/lib/weir/plugins"
allow_unsafe_plugins: false
collectors:
  - plugin: "disks"
    name: "disks"
    required: false
    interval: "on_scrape"
    min_interval: "0s"
    timeout: "5s"
    start_timeout: "10s"
    max_staleness: "1m"
    honor_timestamps: false
    created_timestamps: false
    labels: {}
    limits:
      series: 50000
      labels: 64
      name: 256
      label_value: 4096
      help: 4096
      memory: 268435456
      open_files: 1024
      threads: 64
      output: 16777216
    isolation: "process"
    sandbox:
      level: "default"
      write: []
      exec: false
      network: true
      capabilities: []
      require: []
    config: {}
)");
}

TEST(Effective, HasWhatFollowsFromOtherValues) {
  EXPECT_EQ(CollectorOf("    interval: 30s\n")["interval"], "30s");
  EXPECT_EQ(CollectorOf("    interval: 30s\n")["max_staleness"], "1m30s");
  EXPECT_EQ(CollectorOf("    interval: 3s\n")["timeout"], "3s");
  EXPECT_FALSE(CollectorOf("    interval: 3s\n").contains("min_interval"));
  EXPECT_EQ(CollectorOf("    sandbox: {level: strict}\n")["sandbox"]["network"], false);
}

// Whatever can be said, in as many forms as there are.
constexpr const char* kRich = R"(
web: {listen: ["127.0.0.1:1", "unix:///run/x"], telemetry_path: /m, config_file: w}
plugin_directory: plugins
defaults: {timeout: 2s, labels: {site: fra1}, limits: {series: 7}, log_level: debug}
collectors:
  - plugin: ./all.so#disks
    labels: {env: "prod", "n": 'yes', quote: "a\"b\\c\n\u00fc"}
    interval: 1m30s
    sandbox: {write: [/a, /b], read: /c, network: {tcp_connect: [80, 443]}, user: me}
    sha256: AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA
    config:
      map: !!map {file: data.csv}
      list: [[1, 2.5, -3e9], [], {}, {a: {b: [~, true, "true", "0x1f", 18446744073709551615]}}]
      "key: with #": " "
      y: [{deep: [{er: 1, est: 2}]}]
  - plugin: other
    enabled: false
  - plugin: foobar
)";

TEST(Effective, IsReadAsTheSameAgain) {
  const Configuration first = Good(kRich);
  const std::string shown = Shown(first);
  const Configuration second = Good(shown);
  EXPECT_EQ(Shown(second), shown);
  ASSERT_EQ(second.collectors.size(), 2U);
  EXPECT_EQ(second.collectors[0].config, first.collectors[0].config);
  EXPECT_EQ(second.collectors[0].labels, first.collectors[0].labels);
  EXPECT_EQ(second.collectors[0].sandbox.tcp_connect, first.collectors[0].sandbox.tcp_connect);
  EXPECT_EQ(second.web.listen, first.web.listen);
}

class Secrets : public testing::Test {
 protected:
  Secrets() { setenv("WEIR_TEST_SECRET", "hunter2", 1); }
  ~Secrets() override { unsetenv("WEIR_TEST_SECRET"); }
};

TEST_F(Secrets, AreNotShown) {
  const Configuration configuration = Good(R"(
web: {listen: [":1", "unix:///run/x"]}
defaults: {labels: {inherited: {env: WEIR_TEST_SECRET}, mine: {env: WEIR_TEST_SECRET}}}
collectors:
  - plugin: disks
    labels: {zone: {env: WEIR_TEST_SECRET}, mine: shown}
    config: {list: [a, {env: WEIR_TEST_SECRET}], "a/b": {c: {env: WEIR_TEST_SECRET}}}
)");
  const auto collector = Effective(configuration, "/p")["collectors"].at(0);
  EXPECT_EQ(collector["labels"],
            ordered_json({{"inherited", kSecret}, {"mine", "shown"}, {"zone", kSecret}}));
  EXPECT_EQ(collector["config"]["list"], ordered_json({"a", kSecret}));
  EXPECT_EQ(collector["config"]["a/b"]["c"], kSecret);
  EXPECT_THAT(Shown(configuration), Not(HasSubstr("hunter2")));
  EXPECT_THAT(Messages(LoadText(Shown(configuration), "/etc/weir/exporter.yaml")), IsEmpty());
}

TEST_F(Secrets, AreNotShownWhereverTheyStand) {
  setenv("WEIR_TEST_SECRET", "7s", 1);
  EXPECT_EQ(CollectorOf("    timeout: {env: WEIR_TEST_SECRET}\n")["timeout"], kSecret);
  setenv("WEIR_TEST_SECRET", "/hidden", 1);
  const Configuration configuration = Good(
      "plugin_directory: {env: WEIR_TEST_SECRET}\ncollectors:\n  - plugin: a\n"
      "    sandbox: {write: {env: WEIR_TEST_SECRET}, read: [/b, {env: WEIR_TEST_SECRET}]}\n");
  EXPECT_THAT(Shown(configuration), Not(HasSubstr("hidden")));
  EXPECT_THAT(Shown(configuration), HasSubstr("/b"));
}

TEST(Confidential, IsWhatStandsUnderATellingKeyAtAnyDepth) {
  const auto config = CollectorOf(
      "    config:\n      Password: a\n      db: [{api-key: 5, token: [b]}]\n"
      "      AUTH_TOKEN: {c: d}\n      user: e\n      secret: ~\n      no_password: true\n")
      ["config"];
  EXPECT_EQ(config, ordered_json::parse(R"({"AUTH_TOKEN": "<secret>", "Password": "<secret>",
      "db": [{"api-key": "<secret>", "token": "<secret>"}], "no_password": true, "secret": null,
      "user": "e"})"));
}

TEST(Confidential, IsTheUserOfAUrl) {
  const auto config = CollectorOf(
      "    config: {a: 'redis://:p@h/0', b: 'http://u:x@y@h:1/a@b', c: 'http://h/a@b', d: 'e@f'}\n")
      ["config"];
  EXPECT_EQ(config["a"], "redis://<secret>@h/0");
  EXPECT_EQ(config["b"], "http://<secret>@h:1/a@b");
  EXPECT_EQ(config["c"], "http://h/a@b");
  EXPECT_EQ(config["d"], "e@f");
}

}  // namespace
}  // namespace weir::config

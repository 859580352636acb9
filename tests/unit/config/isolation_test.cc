// Where a collector runs, and what its process may do and use up.
#include <cctype>
#include <cstdlib>
#include <filesystem>

#include "loading.h"

namespace weir::config {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

constexpr const char* kPin = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

Sandbox GoodSandbox(const std::string& keys) {
  return GoodCollector("    sandbox: {" + keys + "}\n").sandbox;
}

// The message about the keys, without the place and what is said of every collector.
std::string SandboxMessage(const std::string& keys) {
  const std::string message = CollectorMessage("    sandbox: {" + keys + "}\n");
  const std::string start = "collector \"disks\": sandbox: ";
  const size_t at = message.find(start);
  return at == std::string::npos ? message : message.substr(at + start.size());
}

TEST(Isolation, IsAProcessByDefault) {
  EXPECT_EQ(GoodCollector("").isolation, Isolation::kProcess);
  EXPECT_EQ(GoodCollector("    isolation: in_process\n").isolation, Isolation::kInProcess);
  EXPECT_EQ(GoodCollector("    isolation: process\n").isolation, Isolation::kProcess);
}

TEST(Isolation, IsOneOfTwo) {
  EXPECT_EQ(CollectorMessage("    isolation: in-process\n"),
            "3:16 collector \"disks\": isolation: \"in-process\" is not an isolation, did you mean "
            "\"in_process\"?");
  EXPECT_EQ(CollectorMessage("    isolation: 7\n"),
            "3:16 collector \"disks\": isolation: \"7\" is not an isolation; known here: process, "
            "in_process");
  EXPECT_THAT(CollectorMessage("    isolation: [process]\n"), HasSubstr("but is a list"));
}

TEST(Isolation, HasADefaultForAll) {
  const Configuration configuration = Good(
      "defaults: {isolation: in_process}\n"
      "collectors: [{plugin: a}, {plugin: b, isolation: process}]\n");
  EXPECT_EQ(configuration.collectors[0].isolation, Isolation::kInProcess);
  EXPECT_EQ(configuration.collectors[1].isolation, Isolation::kProcess);
}

TEST(ProcessLimits, HaveDefaults) {
  const ProcessLimits limits = GoodCollector("").process_limits;
  EXPECT_EQ(limits.memory_bytes, size_t{256} << 20);
  EXPECT_EQ(limits.open_files, 1024U);
  EXPECT_EQ(limits.threads, 64U);
  EXPECT_EQ(limits.output_bytes, size_t{16} << 20);
}

TEST(ProcessLimits, StandBesideTheOthers) {
  const Collector collector = GoodCollector(
      "    limits: {series: 5, memory: 1GiB, open_files: 16, threads: 1, output: 64KiB}\n");
  EXPECT_EQ(collector.limits.series, 5U);
  EXPECT_EQ(collector.process_limits.memory_bytes, size_t{1} << 30);
  EXPECT_EQ(collector.process_limits.open_files, 16U);
  EXPECT_EQ(collector.process_limits.threads, 1U);
  EXPECT_EQ(collector.process_limits.output_bytes, size_t{64} << 10);
}

TEST(ProcessLimits, HaveBounds) {
  for (const char* bad : {"memory: 15MiB", "open_files: 15", "threads: 0", "output: 65535"}) {
    EXPECT_THAT(CollectorMessage("    limits: {" + std::string(bad) + "}\n"),
                HasSubstr("is too small"))
        << bad;
  }
  for (const char* bad :
       {"memory: 1025GiB", "open_files: 1048577", "threads: 32769", "output: 1073741825"}) {
    EXPECT_THAT(CollectorMessage("    limits: {" + std::string(bad) + "}\n"),
                HasSubstr("is too large"))
        << bad;
  }
  EXPECT_EQ(CollectorMessage("    limits: {memory: 256MB}\n"),
            "3:22 collector \"disks\": limits: memory: \"256MB\" is not a size: units are KiB, MiB "
            "and GiB, of 1024 each");
  EXPECT_THAT(CollectorMessage("    limits: {threads: \"8\"}\n"), HasSubstr("is a string"));
}

TEST(Sandbox, PermitsNothingButWhatItsLevelDoes) {
  const Sandbox sandbox = GoodCollector("").sandbox;
  EXPECT_EQ(sandbox.level, Sandbox::Level::kDefault);
  EXPECT_THAT(sandbox.write, IsEmpty());
  EXPECT_FALSE(sandbox.read.has_value());
  EXPECT_FALSE(sandbox.exec);
  EXPECT_FALSE(sandbox.network.has_value());
  EXPECT_THAT(sandbox.tcp_connect, IsEmpty());
  EXPECT_THAT(sandbox.capabilities, IsEmpty());
  EXPECT_EQ(sandbox.user, "");
  EXPECT_THAT(sandbox.require, IsEmpty());
}

TEST(Sandbox, HasEveryKey) {
  const Sandbox sandbox = GoodSandbox(
      "level: strict, write: [/dev/nvidiactl, state], read: /var/data, exec: true, "
      "network: {tcp_connect: [6379, 80]}, capabilities: [NET_RAW, CAP_SYS_PTRACE], "
      "user: redis, require: [landlock, seccomp]");
  EXPECT_EQ(sandbox.level, Sandbox::Level::kStrict);
  EXPECT_THAT(sandbox.write, ElementsAre("/dev/nvidiactl", "/etc/weir/state"));
  EXPECT_THAT(sandbox.read.value(), ElementsAre("/var/data"));
  EXPECT_TRUE(sandbox.exec);
  EXPECT_EQ(sandbox.network, true);
  EXPECT_THAT(sandbox.tcp_connect, ElementsAre(6379, 80));
  EXPECT_THAT(sandbox.capabilities, ElementsAre("NET_RAW", "SYS_PTRACE"));
  EXPECT_EQ(sandbox.user, "redis");
  EXPECT_THAT(sandbox.require, ElementsAre("landlock", "seccomp"));
}

TEST(Sandbox, KnowsWhereItsUserStands) {
  EXPECT_EQ(ToString(GoodSandbox("user: redis").user_place), "/etc/weir/exporter.yaml:3:21");
}

TEST(Sandbox, RefusesUnknownKeys) {
  EXPECT_EQ(CollectorMessage("    sandbox: {levle: strict}\n"),
            "3:15 collector \"disks\": sandbox: unknown key \"levle\", did you mean \"level\"?");
  EXPECT_EQ(SandboxMessage("forks: 1"),
            "unknown key \"forks\"; known here: level, write, read, exec, network, user, "
            "capabilities, require");
  EXPECT_EQ(CollectorMessage("    sandbox: strict\n"),
            "3:14 collector \"disks\": sandbox: must be a map of keys and values, but is a single "
            "value");
}

TEST(Sandbox, RefusesUnknownNames) {
  EXPECT_EQ(SandboxMessage("level: stric"),
            "level: \"stric\" is not a level, did you mean \"strict\"?");
  EXPECT_EQ(SandboxMessage("capabilities: [NET_RWA]"),
            "capabilities: \"NET_RWA\" is not a capability, did you mean \"NET_RAW\"?");
  EXPECT_EQ(SandboxMessage("capabilities: net_raw"),
            "capabilities: \"net_raw\" is not a capability, did you mean \"NET_RAW\"?");
  EXPECT_EQ(SandboxMessage("capabilities: [FLY]"),
            "capabilities: \"FLY\" is not a capability: see capabilities(7), as in NET_RAW");
  EXPECT_EQ(SandboxMessage("require: [landlok]"),
            "require: \"landlok\" cannot be required, did you mean \"landlock\"?");
  EXPECT_EQ(SandboxMessage("require: [selinux]"),
            "require: \"selinux\" cannot be required; known here: landlock, truncate, tcp_ports, "
            "scoped_signals, seccomp, memory, threads");
}

TEST(Sandbox, NamesTheElementAtFault) {
  EXPECT_EQ(CollectorMessage("    sandbox:\n      require:\n        - seccomp\n        - secomp\n"),
            "6:11 collector \"disks\": sandbox: require: \"secomp\" cannot be required, did you "
            "mean \"seccomp\"?");
}

TEST(Sandbox, TakesPathsRelativeToTheFile) {
  EXPECT_THAT(GoodSandbox("read: [data, ../weir.d, /x/]").read.value(),
              ElementsAre("/etc/weir/data", "/etc/weir.d", "/x/"));
  EXPECT_THAT(GoodSandbox("read: []").read.value(), IsEmpty());
}

TEST(Sandbox, RefusesWhatIsNoPath) {
  EXPECT_EQ(SandboxMessage("write: [\"\"]"), "write: \"\" is not a path");
  EXPECT_EQ(SandboxMessage("write: [/dev/nvidia*]"),
            "write: \"/dev/nvidia*\" has a wildcard: write each path, or the folder of all");
  EXPECT_EQ(SandboxMessage("read: [\"a\\0b\"]"), "read: \"a\\x00b\" contains a NUL byte");
  EXPECT_EQ(SandboxMessage("read: {a: b}"), "read: must be a single value, but is a map");
  EXPECT_EQ(SandboxMessage("read:"), "read: a value is missing");
}

TEST(Sandbox, RefusesWrongTypes) {
  EXPECT_EQ(SandboxMessage("exec: 1"), "exec: \"1\" is neither true nor false");
  EXPECT_EQ(SandboxMessage("exec: [true]"), "exec: must be a single value, but is a list");
  EXPECT_EQ(SandboxMessage("user: [a]"), "user: must be a single value, but is a list");
  EXPECT_EQ(SandboxMessage("user: \"a:b\""), "user: \"a:b\" is not a user's name");
  EXPECT_EQ(SandboxMessage("user: \"\""), "user: \"\" is not a user's name");
}

TEST(SandboxNetwork, IsAllNothingOrPorts) {
  EXPECT_EQ(GoodSandbox("network: true").network, true);
  EXPECT_EQ(GoodSandbox("network: false").network, false);
  EXPECT_EQ(SandboxMessage("network: maybe"), "network: \"maybe\" is neither true nor false");
  EXPECT_EQ(SandboxMessage("network: [80]"), "network: must be a single value, but is a list");
  EXPECT_EQ(SandboxMessage("network: {tcp_conect: [80]}"),
            "network: unknown key \"tcp_conect\", did you mean \"tcp_connect\"?");
  EXPECT_EQ(SandboxMessage("network: {}"),
            "network: is empty: write true, false or {tcp_connect: [PORT]}");
  EXPECT_EQ(SandboxMessage("network: {tcp_connect: []}"),
            "network: tcp_connect: needs at least one port; no network at all is network: false");
  EXPECT_EQ(SandboxMessage("network: {tcp_connect: [65536]}"),
            "network: tcp_connect: \"65536\" is too large: at most 65535");
  EXPECT_THAT(SandboxMessage("network: {tcp_connect: [http]}"), HasSubstr("is not a count"));
}

TEST(Sandbox, IsMergedWithTheDefaultsKeyByKey) {
  const Configuration configuration = Good(
      "defaults:\n"
      "  sandbox: {write: [/a, /b], network: {tcp_connect: [80]}, require: [seccomp]}\n"
      "collectors:\n"
      "  - plugin: a\n"
      "  - plugin: b\n"
      "    sandbox: {write: /c, network: true}\n"
      "  - plugin: c\n"
      "    sandbox: {network: false, require: []}\n");
  const std::vector<Collector>& collectors = configuration.collectors;
  EXPECT_THAT(collectors[0].sandbox.write, ElementsAre("/a", "/b"));
  EXPECT_THAT(collectors[0].sandbox.tcp_connect, ElementsAre(80));
  EXPECT_THAT(collectors[1].sandbox.write, ElementsAre("/c"));
  EXPECT_THAT(collectors[1].sandbox.tcp_connect, IsEmpty());
  EXPECT_THAT(collectors[1].sandbox.require, ElementsAre("seccomp"));
  EXPECT_EQ(collectors[2].sandbox.network, false);
  EXPECT_THAT(collectors[2].sandbox.tcp_connect, IsEmpty());
  EXPECT_THAT(collectors[2].sandbox.require, IsEmpty());
}

TEST(Sandbox, HasItsMistakesInTheDefaultsToo) {
  EXPECT_EQ(MessageOf("defaults: {sandbox: {levle: off}}\n"),
            "1:22 defaults: sandbox: unknown key \"levle\", did you mean \"level\"?");
}

TEST(Sha256, PinsTheFile) {
  EXPECT_EQ(GoodCollector("").sha256, "");
  const Collector collector = GoodCollector("    sha256: " + std::string(kPin) + "\n");
  EXPECT_EQ(collector.sha256, kPin);
  EXPECT_EQ(ToString(collector.sha256_place), "/etc/weir/exporter.yaml:3:13");
  std::string large = kPin;
  for (char& c : large) c = static_cast<char>(std::toupper(c));
  EXPECT_EQ(GoodCollector("    sha256: \"" + large + "\"\n").sha256, kPin);
}

TEST(Sha256, Is64HexadecimalDigits) {
  const std::string pin = kPin;
  for (const std::string& bad : {pin.substr(1), pin + "0", "g" + pin.substr(1)}) {
    EXPECT_THAT(CollectorMessage("    sha256: " + bad + "\n"),
                AllOf(StartsWith("3:13 collector \"disks\": sha256: "),
                      HasSubstr("is not a SHA-256: 64 hexadecimal digits")));
  }
}

TEST(Sha256, HasNoDefault) {
  EXPECT_EQ(MessageOf("defaults:\n  sha256: " + std::string(kPin) + "\n"),
            "2:3 defaults: \"sha256\" is each collector's own: it has no default");
}

TEST(SecretFiles, AreThoseOfReferences) {
  std::string folder = testing::TempDir() + "weir_isolation_XXXXXX";
  ASSERT_NE(mkdtemp(folder.data()), nullptr);
  std::ofstream(folder + "/secret") << "x";
  const Loaded loaded = LoadText(
      "collectors:\n  - plugin: a\n    labels: {x: {file: secret}}\n"
      "    config: {y: {file: ./secret}}\n",
      folder + "/exporter.yaml");
  std::filesystem::remove_all(folder);
  EXPECT_THAT(loaded.findings, IsEmpty());
  EXPECT_THAT(loaded.configuration.secret_files, ElementsAre(folder + "/secret"));
  EXPECT_THAT(Good("").secret_files, IsEmpty());
}

}  // namespace
}  // namespace weir::config

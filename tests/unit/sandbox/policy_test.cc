// The policy's and the report's way over the wire, and how a policy comes from a configuration.
#include <unistd.h>

#include <algorithm>

#include "config/requirements.h"
#include "confined.h"
#include "worker/sandbox_policy.h"
#include "worker/secrets.h"

namespace weir::worker {
namespace {

using sandbox::Level;
using sandbox::Policy;
using sandbox::Report;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::IsSupersetOf;
using testing::Not;

config::Collector Disks() {
  config::Collector collector;
  collector.name = "disks";
  return collector;
}

Policy Of(const config::Collector& collector, const std::vector<std::string>& secrets = {}) {
  const Result<Policy> policy = PolicyOf(collector, "/opt/x/disks.so", secrets);
  EXPECT_TRUE(policy) << policy.error().message;
  return policy.value_or(Policy{});
}

std::string MessageOf(const config::Collector& collector) {
  const Result<Policy> policy = PolicyOf(collector, "/opt/x/disks.so", {});
  return policy ? "" : policy.error().message;
}

TEST(PolicyWire, CarriesEveryMember) {
  Policy policy;
  policy.level = Level::kStrict;
  policy.account = Policy::Account{1, 2, {3, 4}};
  policy.capabilities = {13};
  policy.read = {"/r\xff"};
  policy.write = {"/w"};
  policy.forbidden = {"/f"};
  policy.exec = true;
  policy.network = false;
  policy.tcp_connect = {6379};
  policy.limits = {1, 2, 3};
  policy.require = {sandbox::Feature::kSeccomp};
  policy.filter = std::string("\0\xff", 2);
  const Result<Policy> read = sandbox::DecodePolicy(sandbox::Encode(policy));
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->level, Level::kStrict);
  ASSERT_TRUE(read->account);
  EXPECT_EQ(read->account->uid, 1U);
  EXPECT_EQ(read->account->gid, 2U);
  EXPECT_THAT(read->account->groups, ElementsAre(3U, 4U));
  EXPECT_THAT(read->capabilities, ElementsAre(13));
  EXPECT_THAT(read->read, ElementsAre("/r\xff"));
  EXPECT_THAT(read->write, ElementsAre("/w"));
  EXPECT_THAT(read->forbidden, ElementsAre("/f"));
  EXPECT_TRUE(read->exec);
  EXPECT_FALSE(read->network);
  EXPECT_THAT(read->tcp_connect, ElementsAre(6379));
  EXPECT_EQ(read->limits.memory_bytes, 1U);
  EXPECT_EQ(read->limits.open_files, 2U);
  EXPECT_EQ(read->limits.threads, 3U);
  EXPECT_THAT(read->require, ElementsAre(sandbox::Feature::kSeccomp));
  EXPECT_EQ(read->filter, policy.filter);
}

TEST(PolicyWire, RefusesWhatIsNone) {
  const std::string whole = sandbox::Encode(Policy{});
  for (size_t size = 0; size < whole.size(); ++size) {
    EXPECT_FALSE(sandbox::DecodePolicy(whole.substr(0, size))) << size;
  }
  EXPECT_FALSE(sandbox::DecodePolicy(whole + "x"));
  EXPECT_FALSE(sandbox::DecodePolicy("\xa0"));
}

TEST(ReportWire, CarriesEveryMember) {
  Report report;
  report.landlock_abi = 7;
  report.uid = 65534;
  report.gid = 0x8765'4321;
  report.capabilities = uint64_t{1} << 40 | 1;
  report[sandbox::Feature::kSeccomp] = sandbox::State::kInForce;
  report[sandbox::Feature::kThreadLimit] = sandbox::State::kLeftOut;
  const Result<Report> read = sandbox::DecodeReport(sandbox::Encode(report));
  ASSERT_TRUE(read);
  EXPECT_EQ(*read, report);
}

TEST(ReportWire, RefusesWhatIsNone) {
  std::string bytes = sandbox::Encode(Report{});
  EXPECT_FALSE(sandbox::DecodeReport(""));
  EXPECT_FALSE(sandbox::DecodeReport(bytes + "x"));
  EXPECT_FALSE(sandbox::DecodeReport(bytes.substr(1)));
  bytes.back() = 4;
  EXPECT_FALSE(sandbox::DecodeReport(bytes));
}

TEST(PolicyOf, PermitsReadingAndTheNetworkByDefault) {
  const Policy policy = Of(Disks());
  EXPECT_EQ(policy.level, Level::kDefault);
  EXPECT_THAT(policy.read, ElementsAre("/opt/x/disks.so", "/opt/x", "/"));
  EXPECT_THAT(policy.write, IsEmpty());
  EXPECT_FALSE(policy.exec);
  EXPECT_TRUE(policy.network);
  EXPECT_THAT(policy.capabilities, IsEmpty());
  EXPECT_EQ(policy.limits.memory_bytes, size_t{256} << 20);
  EXPECT_NE(policy.filter, "");
}

TEST(PolicyOf, TakesWhatTheCollectorSays) {
  config::Collector collector = Disks();
  collector.process_limits.memory_bytes = 1;
  collector.process_limits.open_files = 2;
  collector.process_limits.threads = 3;
  collector.sandbox.write = {"/var/lib/x"};
  collector.sandbox.exec = true;
  collector.sandbox.tcp_connect = {6379};
  collector.sandbox.capabilities = {"NET_RAW", "SYS_PTRACE"};
  const Policy policy = Of(collector);
  EXPECT_EQ(policy.limits.memory_bytes, 1U);
  EXPECT_EQ(policy.limits.open_files, 2U);
  EXPECT_EQ(policy.limits.threads, 3U);
  EXPECT_THAT(policy.write, ElementsAre("/var/lib/x"));
  EXPECT_TRUE(policy.exec);
  EXPECT_THAT(policy.tcp_connect, ElementsAre(6379));
  EXPECT_THAT(policy.capabilities, ElementsAre(13, 19));
}

TEST(PolicyOf, ReadsTheSystemAndWhatIsNamedWhenStrict) {
  config::Collector collector = Disks();
  collector.sandbox.level = config::Sandbox::Level::kStrict;
  collector.sandbox.read = {"/var/data"};
  const Policy policy = Of(collector, {"/etc/weir"});
  EXPECT_THAT(policy.read, IsSupersetOf({"/proc", "/sys", "/etc", "/usr", "/var/data", "/opt/x"}));
  EXPECT_THAT(policy.read, Not(Contains("/")));
  EXPECT_THAT(policy.forbidden, Contains("/etc/weir"));
  EXPECT_FALSE(policy.network);
}

TEST(PolicyOf, ReadsWhatIsNamedInPlaceOfEverything) {
  config::Collector collector = Disks();
  collector.sandbox.read = {"/var/data"};
  EXPECT_THAT(Of(collector).read, Not(Contains("/")));
  EXPECT_THAT(Of(collector).read, IsSupersetOf({"/usr", "/var/data"}));
}

TEST(PolicyOf, RefusesAUserThatDoesNotExist) {
  config::Collector collector = Disks();
  collector.sandbox.user = "no_such_user_here";
  EXPECT_EQ(MessageOf(collector), "there is no user \"no_such_user_here\"");
}

TEST(PolicyOf, NamesAUserWhereTheHostIsRoot) {
  config::Collector collector = Disks();
  const Policy policy = Of(collector);
  ASSERT_EQ(policy.account.has_value(), geteuid() == 0);
  if (!policy.account) return;
  EXPECT_NE(policy.account->uid, 0U);
  collector.sandbox.user = "root";
  EXPECT_EQ(Of(collector).account->uid, 0U);
}

TEST(PolicyOf, KnowsEveryRequirement) {
  for (const std::string_view name : config::kRequirements) {
    config::Collector collector = Disks();
    collector.sandbox.require = {std::string(name)};
    EXPECT_THAT(Of(collector).require, ElementsAre(sandbox::FeatureOf(name)));
  }
  EXPECT_TRUE(std::equal(config::kRequirements.begin(), config::kRequirements.end(),
                         sandbox::kFeatureNames.begin(), sandbox::kFeatureNames.end()));
}

TEST(PolicyOf, RequiresNothingOfWhatIsOff) {
  config::Collector collector = Disks();
  collector.sandbox.level = config::Sandbox::Level::kOff;
  EXPECT_EQ(Of(collector).filter, "");
  collector.sandbox.require = {"landlock"};
  EXPECT_EQ(MessageOf(collector), "\"require\" demands what \"level: off\" turns off");
}

TEST(PolicyOf, ForbidsNothingWhereAllIsOff) {
  config::Collector collector = Disks();
  EXPECT_THAT(Of(collector, {"/etc/token"}).forbidden, ElementsAre("/etc/token"));
  collector.sandbox.level = config::Sandbox::Level::kOff;
  EXPECT_THAT(Of(collector, {"/etc/token"}).forbidden, IsEmpty());
}

TEST(SecretsOf, AreTheFilesAndTheirFolder) {
  config::Configuration configuration;
  configuration.file = "/etc/weir/exporter.yaml";
  configuration.secret_files = {"/run/secrets/redis"};
  EXPECT_THAT(SecretsOf(configuration),
              ElementsAre("/run/secrets/redis", "/etc/weir/exporter.yaml", "/etc/weir"));
  configuration.file = "/etc/exporter.yaml";
  EXPECT_THAT(SecretsOf(configuration), ElementsAre("/run/secrets/redis", "/etc/exporter.yaml"));
  configuration.file = "";
  EXPECT_THAT(SecretsOf(configuration), ElementsAre("/run/secrets/redis"));
}

TEST(SecretsOf, AreFoldersOfIncludedFilesSoThatOneMoreFileThereChangesNothing) {
  config::Configuration configuration;
  configuration.file = "/etc/weir/exporter.yaml";
  configuration.included_files = {"/etc/weir/a.yaml", "/srv/weir.d/b.yaml", "/etc/c.yaml"};
  const std::vector<std::string> secrets = SecretsOf(configuration);
  EXPECT_THAT(secrets,
              ElementsAre("/etc/weir/exporter.yaml", "/etc/weir", "/srv/weir.d", "/etc/c.yaml"));
  configuration.included_files.insert(configuration.included_files.begin(), "/srv/weir.d/a.yaml");
  EXPECT_EQ(SecretsOf(configuration), secrets);
}

TEST(SecretsOf, AreFoldersOfPatternsBeforeAnyFileIsThere) {
  config::Configuration configuration;
  configuration.file = "/etc/weir/exporter.yaml";
  configuration.include_patterns = {"/srv/weir.d/*.yaml", "/etc/*.yaml"};
  const std::vector<std::string> secrets = SecretsOf(configuration);
  EXPECT_THAT(secrets, ElementsAre("/etc/weir/exporter.yaml", "/etc/weir", "/srv/weir.d"));
  configuration.included_files = {"/srv/weir.d/a.yaml"};
  EXPECT_EQ(SecretsOf(configuration), secrets);
}

}  // namespace
}  // namespace weir::worker

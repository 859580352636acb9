#include "confined.h"

#include <grp.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <utility>

#include "worker/sandbox/landlock_abi.h"

namespace weir::sandbox {
namespace {

constexpr uid_t kNobody = 65534;

void Send(int fd, const std::string& text) {
  const auto size = static_cast<uint32_t>(text.size());
  if (write(fd, &size, sizeof(size)) != sizeof(size)) _exit(3);
  if (write(fd, text.data(), text.size()) != static_cast<ssize_t>(text.size())) _exit(3);
}

std::string ReadAll(int fd) {
  std::string bytes;
  std::array<char, 4096> part{};
  for (;;) {
    const ssize_t count = read(fd, part.data(), part.size());
    if (count <= 0) return bytes;
    bytes.append(part.data(), static_cast<size_t>(count));
  }
}

std::string TakeText(std::string& bytes) {
  uint32_t size = 0;
  if (bytes.size() < sizeof(size)) return "";
  std::memcpy(&size, bytes.data(), sizeof(size));
  std::string text = bytes.substr(sizeof(size), size);
  bytes.erase(0, sizeof(size) + size);
  return text;
}

void Become(As as, Policy& policy) {
  if (as == As::kRoot) policy.account = Policy::Account{0, 0, {}};
  if (as == As::kWorkerOfRoot) policy.account = Policy::Account{kNobody, kNobody, {}};
  if (as != As::kUser || geteuid() != 0) return;
  const bool done = setgroups(0, nullptr) == 0 && setresgid(kNobody, kNobody, kNobody) == 0 &&
                    setresuid(kNobody, kNobody, kNobody) == 0;
  if (!done) _exit(4);
}

[[noreturn]] void RunChild(Confinement& confinement, pid_t parent, int fd,
                           const std::function<std::string()>& code) {
  if (confinement.policy.level != Level::kOff) Become(confinement.as, confinement.policy);
  const std::array<int, 2> kept = {fd, confinement.kept};
  const Result<Report> report = Enter(confinement.policy, parent, kept, *confinement.kernel);
  Send(fd, report ? "" : report.error().message);
  if (!report) _exit(0);
  Send(fd, Encode(*report));
  Send(fd, code());
  _exit(0);
}

}  // namespace

Policy DefaultPolicy() {
  Policy policy;
  policy.read = {"/"};
  return policy;
}

Policy StrictPolicy() {
  Policy policy;
  policy.level = Level::kStrict;
  policy.network = false;
  policy.read = {"/proc", "/sys", "/etc", "/usr", "/lib", "/lib64"};
  return policy;
}

Outcome Confined(Confinement confinement, const std::function<std::string()>& code) {
  confinement.policy.filter = CompileFilter(confinement.policy).value();
  std::array<int, 2> ends{};
  if (pipe(ends.data()) != 0) std::abort();
  const pid_t parent = getpid();
  const pid_t child = fork();
  if (child == 0) RunChild(confinement, parent, ends[1], code);
  close(ends[1]);
  std::string bytes = ReadAll(ends[0]);
  close(ends[0]);
  Outcome outcome;
  waitpid(child, &outcome.status, 0);
  outcome.error = TakeText(bytes);
  outcome.report = DecodeReport(TakeText(bytes)).value_or(Report{});
  outcome.answer = TakeText(bytes);
  return outcome;
}

std::string Said(bool success) { return success ? "ok" : strerrorname_np(errno); }

std::string Forking() {
  const pid_t child = fork();
  if (child == 0) _exit(0);
  return Called(child);
}

void Sandboxed::SetUp() {
  if (GetParam() != As::kUser && geteuid() != 0) GTEST_SKIP() << "needs root";
}

std::string Sandboxed::Under(const Policy& policy, const std::function<std::string()>& code) const {
  const Outcome outcome = Confined({policy, GetParam()}, code);
  EXPECT_EQ(outcome.error, "");
  EXPECT_EQ(outcome.status, 0);
  return outcome.answer;
}

std::string NameOf(const testing::TestParamInfo<As>& info) {
  return std::array{"Root", "WorkerOfRoot", "User"}.at(static_cast<size_t>(info.param));
}

int LandlockAbi() {
  return RealKernel().landlock_create_ruleset(nullptr, 0, landlock::kCreateRulesetVersion);
}

Scratch::Scratch() : path_("/tmp/weir_sandbox_XXXXXX") {
  if (mkdtemp(path_.data()) == nullptr) std::abort();
  chmod(path_.c_str(), 0777);
}

Scratch::~Scratch() { std::filesystem::remove_all(path_); }

std::string Scratch::Folder(const std::string& name) const {
  std::filesystem::create_directories(path_ + "/" + name);
  chmod((path_ + "/" + name).c_str(), 0777);
  return path_ + "/" + name;
}

std::string Scratch::File(const std::string& name, const std::string& text) const {
  std::string path = path_ + "/" + name;
  std::filesystem::create_directories(std::filesystem::path(path).parent_path());
  std::ofstream(path) << text;
  chmod(path.c_str(), 0666);
  return path;
}

}  // namespace weir::sandbox

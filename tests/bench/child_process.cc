#include "child_process.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <utility>

namespace weir::bench {
namespace {

void Pause(long microseconds) {
  const timespec time{0, microseconds * 1000};
  nanosleep(&time, nullptr);
}

[[noreturn]] void Become(std::vector<char*>& arguments, int output, pid_t parent) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(126);
  dup2(output, STDOUT_FILENO);
  dup2(output, STDERR_FILENO);
  execv(arguments[0], arguments.data());
  _exit(127);
}

// The kB of a line of /proc/PID/status, in bytes.
size_t StatusBytes(const std::string& line) {
  return std::stoul(line.substr(line.find(':') + 1)) * 1024;
}

double CpuNsOf(pid_t pid) {
  clockid_t clock{};
  timespec time{};
  if (clock_getcpuclockid(pid, &clock) != 0 || clock_gettime(clock, &time) != 0) return 0;
  return static_cast<double>(time.tv_sec) * 1e9 + static_cast<double>(time.tv_nsec);
}

ChildProcess::Memory MemoryOf(pid_t pid) {
  std::ifstream status("/proc/" + std::to_string(pid) + "/status");
  ChildProcess::Memory memory;
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("VmHWM:")) memory.peak_bytes = StatusBytes(line);
    if (line.starts_with("VmRSS:")) memory.resident_bytes = StatusBytes(line);
  }
  return memory;
}

}  // namespace

Result<ChildProcess> ChildProcess::Start(const std::vector<std::string>& arguments,
                                         const std::string& log) {
  std::vector<std::string> copies = arguments;
  std::vector<char*> pointers;
  pointers.reserve(copies.size() + 1);
  for (std::string& argument : copies) pointers.push_back(argument.data());
  pointers.push_back(nullptr);
  // Emptied before the child exists: its reader must not see what an earlier one wrote.
  const int output = open(log.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (output < 0) return Fail("cannot write " + log + ": " + std::strerror(errno));
  const pid_t parent = getpid();
  const pid_t pid = fork();
  if (pid == 0) Become(pointers, output, parent);
  const int error = errno;
  close(output);
  if (pid < 0) return Fail("cannot fork: " + std::string(std::strerror(error)));
  return ChildProcess(pid, log);
}

ChildProcess::ChildProcess(ChildProcess&& other) noexcept
    : pid_(std::exchange(other.pid_, 0)),
      log_(std::move(other.log_)),
      children_(std::move(other.children_)) {}

ChildProcess::~ChildProcess() {
  if (pid_ == 0) return;
  kill(pid_, SIGTERM);
  for (int i = 0; i < 500; ++i) {
    if (!Alive()) return;
    Pause(10'000);
  }
  kill(pid_, SIGKILL);
  waitpid(pid_, nullptr, 0);
}

bool ChildProcess::Alive() {
  if (pid_ != 0 && waitpid(pid_, nullptr, WNOHANG) == pid_) pid_ = 0;
  return pid_ != 0;
}

std::string ChildProcess::Output() const {
  std::stringstream text;
  text << std::ifstream(log_).rdbuf();
  return text.str();
}

void ChildProcess::CountChildren() {
  children_.clear();
  const std::string tasks = "/proc/" + std::to_string(pid_) + "/task";
  for (const auto& task : std::filesystem::directory_iterator(tasks)) {
    std::ifstream children(task.path() / "children");
    for (pid_t child = 0; children >> child;) children_.push_back(child);
  }
}

double ChildProcess::CpuNs() const {
  double sum = CpuNsOf(pid_);
  for (const pid_t child : children_) sum += CpuNsOf(child);
  return sum;
}

double ChildProcess::RestingCpuNs() const {
  double last = CpuNs();
  for (int i = 0; i < 100; ++i) {
    Pause(200);
    const double now = CpuNs();
    if (now <= last) break;
    last = now;
  }
  return last;
}

ChildProcess::Memory ChildProcess::ReadMemory() const { return MemoryOf(pid_); }

ChildProcess::Memory ChildProcess::ReadChildrenMemory() const {
  Memory sum;
  for (const pid_t child : children_) {
    const Memory one = MemoryOf(child);
    sum.peak_bytes += one.peak_bytes;
    sum.resident_bytes += one.resident_bytes;
  }
  return sum;
}

Result<int> FreePort() {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  const bool found =
      fd >= 0 && bind(fd, generic, size) == 0 && getsockname(fd, generic, &size) == 0;
  if (fd >= 0) close(fd);
  if (!found) return Fail("cannot find a free port: " + std::string(std::strerror(errno)));
  return ntohs(address.sin_port);
}

}  // namespace weir::bench

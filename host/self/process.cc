#include "self/process.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <fstream>
#include <limits>
#include <memory>
#include <sstream>
#include <string>

namespace weir::self {
namespace {

std::string ReadFile(const char* path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

double Number(std::string_view text) {
  uint64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return static_cast<double>(number);
}

// Takes the first word off the text; empty at its end.
std::string_view TakeWord(std::string_view& text) {
  text.remove_prefix(std::min(text.find_first_not_of(" \n"), text.size()));
  const std::string_view word = text.substr(0, text.find(' '));
  text.remove_prefix(word.size());
  return word;
}

// "btime" of /proc/stat: when the machine started.
double BootTime() {
  static const double boot = [] {
    const std::string text = ReadFile("/proc/stat");
    const size_t at = text.find("\nbtime ");
    return at == std::string::npos ? 0 : Number(std::string_view(text).substr(at + 7));
  }();
  return boot;
}

double StartTime() {
  static const double start =
      BootTime() + ParseStartTicks(ReadFile("/proc/self/stat")).value_or(0) /
                       static_cast<double>(sysconf(_SC_CLK_TCK));
  return start;
}

// The file stays open: the kernel writes it anew for each read from its beginning.
std::optional<PagesInUse> ReadStatm() {
  static const int file = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
  std::array<char, 256> room;
  const ssize_t size = pread(file, room.data(), room.size(), 0);
  return ParseStatm({room.data(), size > 0 ? static_cast<size_t>(size) : 0});
}

double Seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

double CpuSeconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return Seconds(usage.ru_utime) + Seconds(usage.ru_stime);
}

double Limit(rlim_t limit) {
  return limit == RLIM_INFINITY ? std::numeric_limits<double>::infinity()
                                : static_cast<double>(limit);
}

double SoftLimit(decltype(RLIMIT_AS) resource) {
  rlimit limit{};
  getrlimit(resource, &limit);
  return Limit(limit.rlim_cur);
}

// Since Linux 6.2 the folder's size is their number; before that they are to be counted.
double CountOpenFds() {
  static const int fds = open("/proc/self/fd", O_PATH | O_DIRECTORY | O_CLOEXEC);
  struct stat status = {};
  if (fstat(fds, &status) == 0 && status.st_size > 0) return static_cast<double>(status.st_size);
  const std::unique_ptr<DIR, int (*)(DIR*)> folder(opendir("/proc/self/fd"), closedir);
  if (!folder) return 0;
  double count = -3;  // ".", ".." and the folder's own descriptor
  while (readdir(folder.get()) != nullptr) ++count;
  return count;
}

}  // namespace

std::optional<double> ParseStartTicks(std::string_view stat) {
  // The command's name stands in parentheses and may hold any byte; counted from its end, the state
  // is the first field, number 3 in proc(5), where this one is number 22.
  const size_t name_end = stat.rfind(')');
  if (name_end == std::string_view::npos) return {};
  stat.remove_prefix(name_end + 1);
  for (int field = 3; field < 22; ++field) TakeWord(stat);
  const std::string_view ticks = TakeWord(stat);
  if (ticks.empty()) return {};
  return Number(ticks);
}

std::optional<PagesInUse> ParseStatm(std::string_view statm) {
  const std::string_view size = TakeWord(statm);
  const std::string_view resident = TakeWord(statm);
  if (resident.empty()) return {};
  return PagesInUse{Number(size), Number(resident)};
}

std::optional<ProcessStatus> ReadProcess() {
  const auto pages = ReadStatm();
  if (!pages) return {};
  const auto page_bytes = static_cast<double>(sysconf(_SC_PAGESIZE));
  ProcessStatus status;
  status.cpu_seconds = CpuSeconds();
  status.start_time_seconds = StartTime();
  status.virtual_bytes = pages->of_memory * page_bytes;
  status.resident_bytes = pages->resident * page_bytes;
  status.virtual_bytes_limit = SoftLimit(RLIMIT_AS);
  status.open_fds = CountOpenFds();
  status.fds_limit = SoftLimit(RLIMIT_NOFILE);
  return status;
}

}  // namespace weir::self

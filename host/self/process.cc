#include "self/process.h"

#include <dirent.h>
#include <sys/resource.h>
#include <unistd.h>

#include <charconv>
#include <fstream>
#include <limits>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

namespace weir::self {
namespace {

std::string ReadFile(const char* path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

double Number(std::string_view text) {
  double number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

std::vector<std::string_view> Fields(std::string_view text) {
  std::vector<std::string_view> fields;
  while (!text.empty()) {
    const size_t end = text.find_first_of(" \n");
    if (end > 0) fields.push_back(text.substr(0, end));
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  return fields;
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

double Limit(rlim_t limit) {
  return limit == RLIM_INFINITY ? std::numeric_limits<double>::infinity()
                                : static_cast<double>(limit);
}

double SoftLimit(decltype(RLIMIT_AS) resource) {
  rlimit limit{};
  getrlimit(resource, &limit);
  return Limit(limit.rlim_cur);
}

double CountOpenFds() {
  const std::unique_ptr<DIR, int (*)(DIR*)> folder(opendir("/proc/self/fd"), closedir);
  if (!folder) return 0;
  double count = -3;  // ".", ".." and the folder's own descriptor
  while (readdir(folder.get()) != nullptr) ++count;
  return count;
}

}  // namespace

std::optional<StatFields> ParseStat(std::string_view text) {
  // The command's name stands in parentheses and may hold any byte; counted from its end, field 0
  // is the state, number 3 in proc(5).
  const size_t name_end = text.rfind(')');
  if (name_end == std::string_view::npos) return {};
  const auto fields = Fields(text.substr(name_end + 1));
  if (fields.size() < 22) return {};
  return StatFields{Number(fields[11]) + Number(fields[12]), Number(fields[19]), Number(fields[20]),
                    Number(fields[21])};
}

std::optional<ProcessStatus> ReadProcess() {
  const auto stat = ParseStat(ReadFile("/proc/self/stat"));
  if (!stat) return {};
  const auto ticks = static_cast<double>(sysconf(_SC_CLK_TCK));
  ProcessStatus status;
  status.cpu_seconds = stat->cpu_ticks / ticks;
  status.start_time_seconds = BootTime() + stat->start_ticks / ticks;
  status.virtual_bytes = stat->virtual_bytes;
  status.resident_bytes = stat->resident_pages * static_cast<double>(sysconf(_SC_PAGESIZE));
  status.virtual_bytes_limit = SoftLimit(RLIMIT_AS);
  status.open_fds = CountOpenFds();
  status.fds_limit = SoftLimit(RLIMIT_NOFILE);
  return status;
}

}  // namespace weir::self

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

// The text of /proc/self/stat, for which `room` is more than enough.  The file stays open: the
// kernel writes it anew for each read from its beginning.
std::string_view ReadStat(std::array<char, 4096>& room) {
  static const int file = open("/proc/self/stat", O_RDONLY | O_CLOEXEC);
  const ssize_t size = pread(file, room.data(), room.size(), 0);
  return {room.data(), size > 0 ? static_cast<size_t>(size) : 0};
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
  struct stat status = {};
  if (stat("/proc/self/fd", &status) == 0 && status.st_size > 0)
    return static_cast<double>(status.st_size);
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
  text.remove_prefix(name_end + 1);
  std::array<std::string_view, 22> fields;
  for (auto& field : fields) field = TakeWord(text);
  if (fields.back().empty()) return {};
  return StatFields{Number(fields[11]) + Number(fields[12]), Number(fields[19]), Number(fields[20]),
                    Number(fields[21])};
}

std::optional<ProcessStatus> ReadProcess() {
  std::array<char, 4096> room;
  const auto stat = ParseStat(ReadStat(room));
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

#include "log/journal.h"

#include <sys/stat.h>

#include <string>

namespace weir::log {

bool IsJournal(int fd, const char* stream) {
  struct stat status {};
  if (stream == nullptr || fstat(fd, &status) != 0) return false;
  return std::to_string(status.st_dev) + ":" + std::to_string(status.st_ino) == stream;
}

std::string_view Priority(Level level) {
  constexpr std::string_view kPriorities[] = {"<7>", "<6>", "<4>", "<3>"};
  return kPriorities[static_cast<size_t>(level)];
}

}  // namespace weir::log

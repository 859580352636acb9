// What the kernel says of this process: proc(5), getrlimit(2).
#pragma once

#include <optional>
#include <string_view>

namespace weir::self {

struct ProcessStatus {
  double cpu_seconds = 0;
  double start_time_seconds = 0;  // since 1970
  double virtual_bytes = 0;
  double resident_bytes = 0;
  double virtual_bytes_limit = 0;  // +Inf: none
  double open_fds = 0;
  double fds_limit = 0;
};

// The fields of /proc/<pid>/stat that are used; nothing if the text is not of that form.
struct StatFields {
  double cpu_ticks;
  double start_ticks;  // since boot
  double virtual_bytes;
  double resident_pages;
};
std::optional<StatFields> ParseStat(std::string_view text);

// Reads it all; nothing where /proc is missing.
std::optional<ProcessStatus> ReadProcess();

}  // namespace weir::self

// What the kernel says of this process: proc(5), getrusage(2), getrlimit(2).
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

// Of /proc/<pid>/stat: when the process started, in ticks since boot; nothing if the text is not of
// that form.
std::optional<double> ParseStartTicks(std::string_view stat);

// Of /proc/<pid>/statm, likewise.
struct PagesInUse {
  double of_memory;
  double resident;
};
std::optional<PagesInUse> ParseStatm(std::string_view statm);

// Reads it all; nothing where /proc is missing.
std::optional<ProcessStatus> ReadProcess();

}  // namespace weir::self

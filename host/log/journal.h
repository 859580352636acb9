// How journald learns the priority of a line: "<3>" before it (sd-daemon(3)).
#pragma once

#include <string_view>

#include "log/log.h"

namespace weir::log {

// Whether the descriptor is the stream that $JOURNAL_STREAM names, "DEVICE:INODE"
// (systemd.exec(5)). stream: NULL if there is no such variable.
bool IsJournal(int fd, const char* stream);

// "<3>" for an error.
std::string_view Priority(Level level);

}  // namespace weir::log

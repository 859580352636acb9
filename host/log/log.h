// Lines for the operator, on standard error, as logfmt or JSON.  Any thread; a line is written
// whole.  Of lines that repeat, some are held back and counted (repeats.h).  For journald each
// begins with its priority.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "error/result.h"

namespace weir::log {

enum class Level { kDebug, kInfo, kWarning, kError };
enum class Format { kLogfmt, kJson };

// "debug", "info", "warn" (or "warning"), "error".
Result<Level> ParseLevel(std::string_view name);
// "logfmt", "json".
Result<Format> ParseFormat(std::string_view name);

// Set once, before other threads log.
void Configure(Level least, Format format);
bool Enabled(Level level);

// A key in snake_case and its value; values are quoted and escaped as the format needs.
using Field = std::pair<std::string_view, std::string_view>;

// least: instead of the configured one.
void Write(Level level, std::string_view message, std::initializer_list<Field> fields = {},
           std::optional<Level> least = {});

// Says how many lines were held back so far.  Before the process ends.
void Flush();

inline void Debug(std::string_view message, std::initializer_list<Field> fields = {}) {
  Write(Level::kDebug, message, fields);
}
inline void Info(std::string_view message, std::initializer_list<Field> fields = {}) {
  Write(Level::kInfo, message, fields);
}
inline void Warning(std::string_view message, std::initializer_list<Field> fields = {}) {
  Write(Level::kWarning, message, fields);
}
inline void Failure(std::string_view message, std::initializer_list<Field> fields = {}) {
  Write(Level::kError, message, fields);
}

// The line that Write would write, without the newline; time in seconds since 1970 with fractions.
std::string Line(Format format, double unix_time, Level level, std::string_view message,
                 std::initializer_list<Field> fields);

}  // namespace weir::log

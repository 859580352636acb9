#include "log/log.h"

#include <unistd.h>

#include <atomic>
#include <cctype>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <mutex>
#include <vector>

#include "log/journal.h"
#include "log/outlet.h"
#include "log/repeats.h"

namespace weir::log {
namespace {

std::atomic<Level> least_level{Level::kInfo};
std::atomic<Format> line_format{Format::kLogfmt};
std::atomic<bool> for_journal{false};

constexpr std::string_view kNames[] = {"debug", "info", "warn", "error"};

std::string_view Name(Level level) { return kNames[static_cast<size_t>(level)]; }

std::string Timestamp(double unix_time) {
  const auto seconds = static_cast<time_t>(std::floor(unix_time));
  const int ms = static_cast<int>((unix_time - static_cast<double>(seconds)) * 1000);
  tm parts{};
  gmtime_r(&seconds, &parts);
  char date[32], text[48];
  strftime(date, sizeof date, "%Y-%m-%dT%H:%M:%S", &parts);
  snprintf(text, sizeof text, "%s.%03dZ", date, ms);
  return text;
}

bool IsContinuation(char c) { return (static_cast<unsigned char>(c) & 0xC0u) == 0x80u; }

// Bytes of the UTF-8 sequence that the text begins with (Unicode 15, table 3-7); 0 if it is none.
size_t SequenceLength(std::string_view text) {
  const auto byte = [text](size_t i) {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u;
  };
  const unsigned lead = byte(0), second = byte(1);
  const size_t length = lead < 0x80   ? 1
                        : lead < 0xC2 ? 0
                        : lead < 0xE0 ? 2
                        : lead < 0xF0 ? 3
                        : lead < 0xF5 ? 4
                                      : 0;
  if (text.size() < length) return 0;
  if ((lead == 0xE0 && second < 0xA0) || (lead == 0xED && second > 0x9F)) return 0;
  if ((lead == 0xF0 && second < 0x90) || (lead == 0xF4 && second > 0x8F)) return 0;
  for (size_t i = 1; i < length; ++i) {
    if (!IsContinuation(text[i])) return 0;
  }
  return length;
}

void AppendAscii(std::string& out, char c) {
  if (c == '"' || c == '\\') {
    (out += '\\') += c;
  } else if (c == '\n') {
    out += "\\n";
  } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
    char code[8];
    snprintf(code, sizeof code, "\\u%04x", static_cast<unsigned>(static_cast<unsigned char>(c)));
    out += code;
  } else {
    out += c;
  }
}

// JSON's escapes, which logfmt readers understand too.  A byte that is no text becomes U+FFFD,
// since one makes a line of JSON unreadable.
void AppendQuoted(std::string& out, std::string_view value) {
  out += '"';
  while (!value.empty()) {
    const size_t length = SequenceLength(value);
    if (length == 1) {
      AppendAscii(out, value[0]);
    } else {
      out.append(length == 0 ? "\\ufffd" : value.substr(0, length));
    }
    value.remove_prefix(length == 0 ? 1 : length);
  }
  out += '"';
}

bool NeedsQuotes(std::string_view value) {
  if (value.empty()) return true;
  for (const char c : value) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte <= 0x20 || byte >= 0x7f || c == '"' || c == '=' || c == '\\') return true;
  }
  return false;
}

void AppendLogfmt(std::string& out, std::string_view key, std::string_view value) {
  if (!out.empty()) out += ' ';
  out.append(key).append("=");
  if (NeedsQuotes(value)) {
    AppendQuoted(out, value);
  } else {
    out += value;
  }
}

void AppendJson(std::string& out, std::string_view key, std::string_view value) {
  if (!out.empty()) out += ',';
  AppendQuoted(out, key);
  out += ':';
  AppendQuoted(out, value);
}

// All of a line but its time; of JSON without the braces.
std::string Text(Format format, Level level, std::string_view message,
                 std::initializer_list<Field> fields) {
  const auto append = format == Format::kJson ? AppendJson : AppendLogfmt;
  std::string text;
  append(text, "level", Name(level));
  append(text, "msg", message);
  for (const auto& [key, value] : fields) append(text, key, value);
  return text;
}

std::string WithTime(Format format, double unix_time, const std::string& text) {
  const bool json = format == Format::kJson;
  std::string line;
  (json ? AppendJson : AppendLogfmt)(line, "time", Timestamp(unix_time));
  return (json ? "{" : "") + line + (json ? "," : " ") + text + (json ? "}" : "");
}

// The one way to standard error.
class Writer {
 public:
  void Write(Level level, const std::string& text) {
    const std::lock_guard lock(mutex_);
    const auto now = std::chrono::steady_clock::now();
    Say(repeats_.TakeEnded(now));
    if (repeats_.Take(level, text, now)) Put(level, text);
    const uint64_t lost = outlet_.TakeLost();
    if (lost > 0) PutCount(Level::kWarning, "lines before this one could not be written", lost);
  }

  void Flush() {
    const std::lock_guard lock(mutex_);
    Say(repeats_.TakeAll());
  }

 private:
  void Say(const std::vector<Repeats::Held>& held) {
    for (const auto& [level, text, lines] : held) {
      std::string more = text;
      (line_format == Format::kJson ? AppendJson : AppendLogfmt)(more, "repeated",
                                                                 std::to_string(lines));
      Put(level, more);
    }
  }

  void PutCount(Level level, std::string_view message, uint64_t lines) {
    Put(level, Text(line_format, level, message, {{"lines", std::to_string(lines)}}));
  }

  void Put(Level level, const std::string& text) {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    const std::string line =
        WithTime(line_format, std::chrono::duration<double>(now).count(), text);
    outlet_.Write(for_journal ? std::string(Priority(level)) + line : line);
  }

  std::mutex mutex_;
  Repeats repeats_;
  Outlet outlet_{STDERR_FILENO};
};

// Lives as long as the process: threads may log to its very end.
Writer& TheWriter() {
  static auto* const writer = new Writer;
  return *writer;
}

}  // namespace

Result<Level> ParseLevel(std::string_view name) {
  if (name == "warning") return Level::kWarning;
  for (size_t i = 0; i < std::size(kNames); ++i) {
    if (kNames[i] == name) return static_cast<Level>(i);
  }
  return Fail("unknown log level \"" + std::string(name) + "\": use debug, info, warn or error");
}

Result<Format> ParseFormat(std::string_view name) {
  if (name == "logfmt") return Format::kLogfmt;
  if (name == "json") return Format::kJson;
  return Fail("unknown log format \"" + std::string(name) + "\": use logfmt or json");
}

void Configure(Level least, Format format) {
  least_level = least;
  line_format = format;
  for_journal = IsJournal(STDERR_FILENO, std::getenv("JOURNAL_STREAM"));
}

bool Enabled(Level level) { return level >= least_level.load(std::memory_order_relaxed); }

std::string Line(Format format, double unix_time, Level level, std::string_view message,
                 std::initializer_list<Field> fields) {
  return WithTime(format, unix_time, Text(format, level, message, fields));
}

void Write(Level level, std::string_view message, std::initializer_list<Field> fields,
           std::optional<Level> least) {
  if (level < least.value_or(least_level.load(std::memory_order_relaxed))) return;
  const std::string text = Text(line_format, level, message, fields);
  TheWriter().Write(level, text);
}

void Flush() { TheWriter().Flush(); }

}  // namespace weir::log

// What the worker says besides definitions and values: who it is, log lines, and how a call ended.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "error/result.h"
#include "plugin/instance.h"
#include "series/recorder.h"
#include "worker/wire/encoder.h"

namespace weir::wire {

// The plugin is loaded, in this sandbox.  The first frame.
struct Hello {
  uint32_t version = kProtocolVersion;
  std::string plugin;          // its name
  std::string plugin_version;  // its version
  std::string sandbox;         // what is in force, as sandbox::Encode writes it
};
bool AddHello(Encoder& encoder, const Hello& hello);
Result<Hello> ReadHello(std::string_view payload);

struct LogLine {
  int32_t level = 0;
  uint64_t held_back = 0;  // lines before it that were not sent
  std::string_view text;   // borrowed; any bytes
};
inline constexpr size_t kMostLogText = 4096;  // what is longer is cut
bool AddLog(Encoder& encoder, const LogLine& line);
Result<LogLine> ReadLog(std::string_view payload);

// The end of a start (load, create, describe) or of a collection.
struct End {
  plugin::Outcome outcome;
  uint64_t took_ns = 0;  // inside the plugin
  series::RefusalCounts refused{};
  series::DropCounts dropped{};  // those that were not sent
  std::string last_refusal;
  std::vector<plugin::Violation> violations;
  std::vector<std::string> unread_keys;
};
// Texts are cut so that it always fits.
void AddEnd(Encoder& encoder, const End& end);
Result<End> ReadEnd(std::string_view payload);

}  // namespace weir::wire

// What the host says: start, collect, stop.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>

#include "error/result.h"
#include "series/rules.h"
#include "worker/wire/encoder.h"

namespace weir::wire {

// All that a worker is told of its collector.  The first frame.
struct Start {
  uint32_t version = kProtocolVersion;
  pid_t host = 0;         // the process that may be its parent
  std::string collector;  // its name
  std::string path;       // of the plugin's file, for people; and to load it, if by_path
  bool by_path = false;   // else from kPluginFd
  std::string asked;      // the plugin that is meant, if the file holds several; or empty
  std::string config;     // canonical JSON
  std::string policy;     // of the sandbox, as sandbox::Encode writes it
  series::Limits limits;
  bool honor_timestamps = false;
  bool created_timestamps = false;
  int32_t log_level = 0;  // the least that is kept, of WEIR_LOG_*
};

// A worker of another version is told apart by the error.
Result<Start> ReadStart(std::string_view payload);
bool AddStart(Encoder& encoder, const Start& start);

// deadline_ns: CLOCK_MONOTONIC.
bool AddCollect(Encoder& encoder, uint64_t deadline_ns);
Result<uint64_t> ReadCollect(std::string_view payload);

bool AddStop(Encoder& encoder);

}  // namespace weir::wire

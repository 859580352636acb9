// The lines of one collector's plugin on their way to the host's log.  Any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "log/allowance.h"
#include "weir/plugin.h"

namespace weir::collect {

class PluginLog {
 public:
  explicit PluginLog(std::string collector) : collector_(std::move(collector)) {}

  // As many as the allowance lets through, else false; what is longer than a line for people is
  // cut.  held_back: lines before it that somebody else has kept back.
  bool Write(weir_log_level level, std::string_view message, uint64_t held_back = 0);

  static bool Enabled(weir_log_level level);
  // The least one that is.
  static weir_log_level LeastEnabled();

 private:
  const std::string collector_;
  log::Allowance allowance_;
};

}  // namespace weir::collect

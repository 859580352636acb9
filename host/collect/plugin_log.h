// The lines of one collector's plugin on their way to the host's log.  Any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "config/configuration.h"
#include "log/allowance.h"
#include "log/log.h"
#include "weir/plugin.h"

namespace weir::collect {

// What the collector's configuration says of lines about it; nothing: as for all.
std::optional<log::Level> LogLevelOf(const config::Collector& config);

class PluginLog {
 public:
  // least: the least level that is wanted.
  PluginLog(std::string collector, weir_log_level least)
      : collector_(std::move(collector)), least_(least) {}

  // Of the configuration: the collector's own, or that for all.
  static weir_log_level LeastOf(const config::Collector& config);

  // As many as the allowance lets through, else false; what is longer than a line for people is
  // cut.  held_back: lines before it that somebody else has kept back.
  bool Write(weir_log_level level, std::string_view message, uint64_t held_back = 0);

  bool Enabled(weir_log_level level) const { return level >= least_; }
  // For other lines about the collector.
  log::Level least() const;

 private:
  const std::string collector_;
  const weir_log_level least_;
  log::Allowance allowance_;
};

}  // namespace weir::collect

// The host's log, as one collector writes it.
#pragma once

#include <weir/labels.h>
#include <weir/plugin.h>

#include <string_view>

namespace weir {
inline namespace v1 {

// Writes lines with the collector's name; the host limits the rate and decides what is kept.  A
// small value, valid as long as the collector, usable from any thread.  Never throws.
class Log {
 public:
  explicit Log(const weir_host* host = nullptr) : host_(host) {}

  void Debug(std::string_view message) const { Write(WEIR_LOG_DEBUG, message); }
  void Info(std::string_view message) const { Write(WEIR_LOG_INFO, message); }
  void Warning(std::string_view message) const { Write(WEIR_LOG_WARNING, message); }
  void Failure(std::string_view message) const { Write(WEIR_LOG_ERROR, message); }

  // Whether lines of that level are kept: asked before a costly message is put together.
  bool Enabled(weir_log_level level) const {
    return host_ != nullptr && host_->log_enabled(host_, level);
  }

 private:
  void Write(weir_log_level level, std::string_view message) const {
    if (host_ != nullptr) host_->log(host_, level, detail::Borrow(message));
  }

  const weir_host* host_;
};

}  // namespace v1
}  // namespace weir

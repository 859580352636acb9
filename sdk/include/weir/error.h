// How a collector says that it failed: by throwing.
#pragma once

#include <weir/plugin.h>

#include <exception>
#include <string>
#include <utility>

namespace weir {
inline namespace v1 {

// A failure with its status.  Any other exception will do too: std::system_error gives its errno
// and a status that fits it, std::bad_alloc WEIR_E_LIMIT, everything else WEIR_E_INTERNAL.
//   status          a negative WEIR_E_*; anything else counts as WEIR_E_INTERNAL
//   message         one line: what was tried, on what; "cannot connect to 127.0.0.1:6379"
//   os_error        errno, or 0; the host adds its text
//   config_pointer  JSON Pointer of the configuration value at fault, "/disks/0", or empty
class Error : public std::exception {
 public:
  explicit Error(weir_status status, std::string message, int os_error = 0,
                 std::string config_pointer = {})
      : status_(status),
        os_error_(os_error),
        message_(std::move(message)),
        config_pointer_(std::move(config_pointer)) {}

  const char* what() const noexcept override { return message_.c_str(); }
  weir_status status() const noexcept { return status_; }
  int os_error() const noexcept { return os_error_; }
  const std::string& config_pointer() const noexcept { return config_pointer_; }

 private:
  weir_status status_;
  int os_error_;
  std::string message_;
  std::string config_pointer_;
};

}  // namespace v1
}  // namespace weir

// Where lines go: a descriptor that may be full, closed or stuck, none of which stops the exporter.
// One thread at a time.
#pragma once

#include <cstdint>
#include <string_view>

namespace weir::log {

class Outlet {
 public:
  explicit Outlet(int fd) : fd_(fd) {}

  // Writes a line and its newline, whole or, where that fails, not at all as far as the system
  // allows.  Does not wait: a line that cannot be taken now is lost, and counted.
  void Write(std::string_view line);

  // Lines that were lost since this was last asked, if a line could be written again.
  uint64_t TakeLost();

 private:
  const int fd_;
  bool cut_ = false;  // the last line ended in its middle
  bool well_ = true;  // the last line was written
  uint64_t lost_ = 0;
};

}  // namespace weir::log

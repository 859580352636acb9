// Decisions made from the bytes of an input, from front to back: when they are used up, all is 0.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace weir::fuzz {

class Input {
 public:
  explicit Input(std::string_view bytes) : rest_(bytes) {}

  bool empty() const { return rest_.empty(); }
  size_t left() const { return rest_.size(); }

  uint8_t Byte() {
    if (rest_.empty()) return 0;
    const auto byte = static_cast<uint8_t>(rest_.front());
    rest_.remove_prefix(1);
    return byte;
  }
  // Below count.  REQUIRES: 0 < count <= 256
  size_t Pick(size_t count) { return Byte() % count; }
  bool OneIn(size_t count) { return Pick(count) == count - 1; }
  template <class List>
  const auto& Of(const List& list) {
    return list[Pick(std::size(list))];
  }

  uint64_t Word() {
    uint64_t word = 0;
    for (int i = 0; i < 8; ++i) word = word << 8 | Byte();
    return word;
  }
  double Double() { return std::bit_cast<double>(Word()); }

  // As many bytes as the next one says, of what is there.
  std::string_view Bytes() {
    const size_t size = Byte();
    return Take(std::min(size, rest_.size()));
  }
  std::string_view Rest() { return Take(rest_.size()); }

 private:
  std::string_view Take(size_t size) {
    const std::string_view bytes = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return bytes;
  }

  std::string_view rest_;
};

}  // namespace weir::fuzz

// Bits behind each other, as deflate packs them: the first is the lowest of the first byte.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>

namespace weir::expose {

// Some bits, the first the lowest.
struct Bits {
  uint64_t bits = 0;
  unsigned count = 0;

  void Append(uint64_t more, unsigned more_count) {
    bits |= more << count;
    count += more_count;
  }
};

class BitWriter {
 public:
  // What Put may write over behind the last byte that counts.
  static constexpr size_t kSlack = 8;

  explicit BitWriter(char* out) : out_(out) {}

  // REQUIRES: count <= 56, and no bit set above them.
  void Put(uint64_t bits, unsigned count) {
    static_assert(std::endian::native == std::endian::little);
    held_ |= bits << held_count_;
    held_count_ += count;
    memcpy(out_, &held_, sizeof held_);
    out_ += held_count_ / 8;
    held_ >>= held_count_ & ~7u;
    held_count_ &= 7;
  }

  void Put(Bits bits) { Put(bits.bits, bits.count); }

  // Behind the last whole byte, and the bits that stand there.
  const char* place() const { return out_; }
  Bits rest() const { return {held_, held_count_}; }

  // Fills the last byte with zeros.  Returns the end.
  char* Align() {
    if (held_count_ > 0) Put(0, 8 - held_count_);
    return out_;
  }

 private:
  char* out_;
  uint64_t held_ = 0;
  unsigned held_count_ = 0;  // below 8 between calls
};

}  // namespace weir::expose

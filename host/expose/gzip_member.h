// The frame of one gzip member (RFC 1952) around pieces that were compressed apart: its begin, and
// its end with the checksum and the size of all.
#pragma once

#include <cstdint>
#include <string_view>

#include "expose/buffer.h"
#include "expose/deflate/deflate.h"

namespace weir::expose {

// What of a text has to be known to join it with others.
struct Checksum {
  uint32_t crc = 0;
  uint64_t size = 0;
  uint64_t shift = CrcShiftOf(0);  // of that size
};
Checksum ChecksumOf(std::string_view text);

class GzipMember {
 public:
  static void Begin(Buffer& out);
  // Compressed text that was appended.
  void Passed(const Checksum& text);
  // Compresses and appends.
  void Append(std::string_view text, Buffer& out);
  void End(Buffer& out) const;

 private:
  uint32_t crc_ = 0;  // of all
  uint64_t size_ = 0;
};

}  // namespace weir::expose

#include "expose/gzip_member.h"

#include "expose/deflate/deflate.h"
#include "expose/digits.h"

namespace weir::expose {

Checksum ChecksumOf(std::string_view text) {
  return {Crc32(text), text.size(), CrcShiftOf(text.size())};
}

// Deflate, no name, no time, an unknown system.
void GzipMember::Begin(Buffer& out) {
  static constexpr char kHead[] = {'\x1F', '\x8B', '\x08', 0, 0, 0, 0, 0, 0, '\xFF'};
  out.Append({kHead, sizeof kHead});
}

void GzipMember::Passed(const Checksum& text) {
  crc_ = JoinCrc32(crc_, text.crc, text.shift);
  size_ += text.size;
}

void GzipMember::Append(std::string_view text, Buffer& out) {
  Passed(ChecksumOf(text));
  DeflateApart(text, out);
}

void GzipMember::End(Buffer& out) const {
  static constexpr char kEmptyLastBlock[] = {'\x03', 0};
  out.Append({kEmptyLastBlock, sizeof kEmptyLastBlock});
  char tail[8];
  Store(tail, crc_);
  Store(tail + 4, static_cast<uint32_t>(size_));
  out.Append({tail, sizeof tail});
}

}  // namespace weir::expose

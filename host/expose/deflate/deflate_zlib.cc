#include <zlib.h>

#include <memory>
#include <stdexcept>

#include "expose/deflate/deflate.h"

namespace weir::expose {

#if ZLIB_VERNUM >= 0x12c0
uint32_t JoinCrc32(uint32_t first, uint32_t second, uint64_t shift) {
  return static_cast<uint32_t>(crc32_combine_op(first, second, shift));
}

uint64_t CrcShiftOf(uint64_t size) { return crc32_combine_gen(static_cast<z_off_t>(size)); }
#else  // which does it all when it joins
uint32_t JoinCrc32(uint32_t first, uint32_t second, uint64_t shift) {
  return static_cast<uint32_t>(crc32_combine(first, second, static_cast<z_off_t>(shift)));
}

uint64_t CrcShiftOf(uint64_t size) { return size; }
#endif

#ifndef WEIR_HAVE_ISAL
namespace {

// A raw stream; its memory serves again and again.
class Stream {
 public:
  Stream() {
    constexpr int kRawWindow = -15;
    if (deflateInit2(&stream_, 1, Z_DEFLATED, kRawWindow, 8, Z_DEFAULT_STRATEGY) != Z_OK)
      throw std::runtime_error("deflateInit2 failed");
  }
  ~Stream() { deflateEnd(&stream_); }
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  void Compress(std::string_view text, Buffer& out) {
    deflateReset(&stream_);
    // The interface lacks a const; the input is only read.
    stream_.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(text.data()));
    stream_.avail_in = static_cast<uInt>(text.size());
    do {
      Step(out);
    } while (stream_.avail_out == 0);
  }

 private:
  void Step(Buffer& out) {
    constexpr uInt kStep = 16 * 1024;
    char* const room = out.Reserve(kStep);
    stream_.next_out = reinterpret_cast<Bytef*>(room);
    stream_.avail_out = kStep;
    const int status = deflate(&stream_, Z_FULL_FLUSH);
    if (status != Z_OK && status != Z_BUF_ERROR) throw std::runtime_error("deflate failed");
    out.Advance(room + (kStep - stream_.avail_out));
  }

  z_stream stream_{};
};

}  // namespace

void DeflateApart(std::string_view text, Buffer& out) {
  if (text.empty()) return;
  thread_local Stream stream;
  stream.Compress(text, out);
}

uint32_t Crc32(std::string_view text) {
  return static_cast<uint32_t>(
      crc32_z(0, reinterpret_cast<const Bytef*>(text.data()), text.size()));
}
#endif

}  // namespace weir::expose

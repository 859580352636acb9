#ifndef WEIR_HAVE_ISAL
#include <zlib.h>

#include <stdexcept>

#include "expose/buffer.h"
#include "expose/gzip.h"

namespace weir::expose {
namespace {

class ZlibGzip : public Body {
 public:
  explicit ZlibGzip(std::unique_ptr<Body> plain) : plain_(std::move(plain)) {
    constexpr int kGzipWindow = 15 + 16;
    if (deflateInit2(&stream_, 1, Z_DEFLATED, kGzipWindow, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
      throw std::runtime_error("deflateInit2 failed");
    }
  }
  ~ZlibGzip() override { deflateEnd(&stream_); }

  bool Next(Buffer& out) override {
    // Used up within this call: one is enough for all that a thread compresses.
    thread_local Buffer plain;
    for (const size_t before = out.size(); !ended_ && out.size() == before;) {
      plain.Truncate(0);
      ended_ = !plain_->Next(plain);
      Feed(plain.view(), out);
    }
    return !ended_;
  }

 private:
  void Feed(std::string_view piece, Buffer& out) {
    // The interface lacks a const; the input is only read.
    stream_.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(piece.data()));
    stream_.avail_in = static_cast<uInt>(piece.size());
    do {
      Compress(out);
    } while (stream_.avail_out == 0);
  }

  void Compress(Buffer& out) {
    char* const room = out.Reserve(kStep);
    stream_.next_out = reinterpret_cast<Bytef*>(room);
    stream_.avail_out = kStep;
    deflate(&stream_, ended_ ? Z_FINISH : Z_NO_FLUSH);
    out.Advance(room + (kStep - stream_.avail_out));
  }

  static constexpr uInt kStep = 16 * 1024;

  std::unique_ptr<Body> plain_;
  z_stream stream_{};
  bool ended_ = false;
};

}  // namespace

std::unique_ptr<Body> Gzip(std::unique_ptr<Body> plain) {
  return std::make_unique<ZlibGzip>(std::move(plain));
}

}  // namespace weir::expose
#endif

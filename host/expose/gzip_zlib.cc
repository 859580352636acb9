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

  std::string_view Next() override {
    out_.Truncate(0);
    while (!ended_ && out_.size() == 0) Feed(plain_->Next());
    return out_.view();
  }

 private:
  // An empty piece is the end.
  void Feed(std::string_view piece) {
    ended_ = piece.empty();
    // The interface lacks a const; the input is only read.
    stream_.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(piece.data()));
    stream_.avail_in = static_cast<uInt>(piece.size());
    do {
      Compress();
    } while (stream_.avail_out == 0);
  }

  void Compress() {
    char* out = out_.Reserve(kStep);
    stream_.next_out = reinterpret_cast<Bytef*>(out);
    stream_.avail_out = kStep;
    deflate(&stream_, ended_ ? Z_FINISH : Z_NO_FLUSH);
    out_.Advance(out + (kStep - stream_.avail_out));
  }

  static constexpr uInt kStep = 16 * 1024;

  std::unique_ptr<Body> plain_;
  z_stream stream_{};
  Buffer out_;
  bool ended_ = false;
};

}  // namespace

std::unique_ptr<Body> Gzip(std::unique_ptr<Body> plain) {
  return std::make_unique<ZlibGzip>(std::move(plain));
}

}  // namespace weir::expose
#endif

#ifdef WEIR_HAVE_ISAL
#include <isa-l.h>

#include <stdexcept>

#include "expose/buffer.h"
#include "expose/gzip.h"

namespace weir::expose {
namespace {

class IsalGzip : public Body {
 public:
  explicit IsalGzip(std::unique_ptr<Body> plain)
      : plain_(std::move(plain)),
        level_buffer_(std::make_unique_for_overwrite<uint8_t[]>(ISAL_DEF_LVL1_DEFAULT)) {
    isal_deflate_init(&stream_);
    stream_.gzip_flag = IGZIP_GZIP;
    stream_.level = 1;
    stream_.level_buf = level_buffer_.get();
    stream_.level_buf_size = ISAL_DEF_LVL1_DEFAULT;
  }

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
    stream_.end_of_stream = ended_ ? 1 : 0;
    stream_.flush = NO_FLUSH;
    // The interface lacks a const; the input is only read.
    stream_.next_in = const_cast<uint8_t*>(reinterpret_cast<const uint8_t*>(piece.data()));
    stream_.avail_in = static_cast<uint32_t>(piece.size());
    do {
      Compress(out);
    } while (stream_.avail_out == 0 || stream_.avail_in > 0);
  }

  void Compress(Buffer& out) {
    char* const room = out.Reserve(kStep);
    stream_.next_out = reinterpret_cast<uint8_t*>(room);
    stream_.avail_out = kStep;
    if (isal_deflate(&stream_) != COMP_OK) throw std::runtime_error("isal_deflate failed");
    out.Advance(room + (kStep - stream_.avail_out));
  }

  static constexpr uint32_t kStep = 16 * 1024;

  std::unique_ptr<Body> plain_;
  std::unique_ptr<uint8_t[]> level_buffer_;
  isal_zstream stream_{};
  bool ended_ = false;
};

}  // namespace

std::unique_ptr<Body> Gzip(std::unique_ptr<Body> plain) {
  return std::make_unique<IsalGzip>(std::move(plain));
}

}  // namespace weir::expose
#endif

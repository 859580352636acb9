#include "inflate.h"

#include <zlib.h>

#include "target.h"

namespace weir::fuzz {

std::string Inflate(std::string compressed) {
  z_stream stream{};
  WEIR_REQUIRE(inflateInit2(&stream, 15 + 16) == Z_OK, "no memory");
  stream.next_in = reinterpret_cast<Bytef*>(compressed.data());
  stream.avail_in = static_cast<uInt>(compressed.size());
  std::string out;
  int status = Z_OK;
  while (status == Z_OK) {
    char piece[16 * 1024];
    stream.next_out = reinterpret_cast<Bytef*>(piece);
    stream.avail_out = sizeof piece;
    status = inflate(&stream, Z_NO_FLUSH);
    out.append(piece, sizeof piece - stream.avail_out);
  }
  WEIR_REQUIRE(status == Z_STREAM_END && stream.avail_in == 0, "no gzip member");
  inflateEnd(&stream);
  return out;
}

}  // namespace weir::fuzz

#include "gunzip.h"

#include <zlib.h>

#include <algorithm>
#include <limits>

namespace weir::bench {
namespace {

constexpr int kGzipWindow = 15 + 16;
constexpr size_t kPiece = size_t{1} << 20;

}  // namespace

Result<void> Gunzip(std::string_view packed, std::string& out) {
  if (packed.size() > std::numeric_limits<uInt>::max()) return Fail("a gzip body above 4 GiB");
  z_stream stream{};
  if (inflateInit2(&stream, kGzipWindow) != Z_OK) return Fail("cannot begin to unpack");
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
  stream.avail_in = static_cast<uInt>(packed.size());
  int status = Z_OK;
  size_t filled = 0;
  while (status == Z_OK) {
    if (out.size() < filled + kPiece) out.resize(std::max(filled + kPiece, 2 * out.size()));
    stream.next_out = reinterpret_cast<Bytef*>(out.data() + filled);
    stream.avail_out = kPiece;
    status = inflate(&stream, Z_NO_FLUSH);
    filled += kPiece - stream.avail_out;
  }
  const bool whole = status == Z_STREAM_END && stream.avail_in == 0;
  inflateEnd(&stream);
  out.resize(filled);
  if (!whole) return Fail("the gzip body is damaged, cut short, or more than one member");
  return {};
}

}  // namespace weir::bench

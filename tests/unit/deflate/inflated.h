// What zlib makes of compressed bytes.
#pragma once

#include <gtest/gtest.h>
#include <zlib.h>

#include <string>
#include <string_view>

namespace weir::expose {

// window: zlib's, which says what frame the stream has.  Nothing may stand behind the stream.
inline std::string Inflated(std::string_view compressed, int window) {
  z_stream stream{};
  EXPECT_EQ(inflateInit2(&stream, window), Z_OK);
  std::string in(compressed), out;
  stream.next_in = reinterpret_cast<Bytef*>(in.data());
  stream.avail_in = static_cast<uInt>(in.size());
  int status = Z_OK;
  while (status == Z_OK) {
    char buffer[64 * 1024];
    stream.next_out = reinterpret_cast<Bytef*>(buffer);
    stream.avail_out = sizeof buffer;
    status = inflate(&stream, Z_NO_FLUSH);
    out.append(buffer, sizeof buffer - stream.avail_out);
  }
  EXPECT_EQ(status, Z_STREAM_END) << (stream.msg == nullptr ? "" : stream.msg);
  EXPECT_EQ(stream.avail_in, 0u);
  inflateEnd(&stream);
  return out;
}

// One gzip member with a right checksum.
inline std::string Gunzipped(std::string_view member) { return Inflated(member, 15 + 16); }

// Blocks of which none is the last.
inline std::string InflatedBlocks(std::string_view blocks) {
  static constexpr char kEmptyLastBlock[] = {'\x03', 0};
  return Inflated(std::string(blocks).append(kEmptyLastBlock, 2), -15);
}

}  // namespace weir::expose

#include "expose/deflate/deflate.h"

#include <random>

#include "inflated.h"

namespace weir::expose {
namespace {

std::string Noise(size_t size, unsigned seed) {
  std::mt19937 random(seed);
  std::string text(size, ' ');
  for (char& c : text) c = static_cast<char>(random());
  return text;
}

std::string Apart(std::string_view text) {
  Buffer out;
  DeflateApart(text, out);
  return std::string(out.view());
}

TEST(DeflateApart, NothingTakesNothing) { EXPECT_EQ(Apart(""), ""); }

TEST(DeflateApart, PiecesJoin) {
  const std::string a = "metric{label=\"a\"} 1\n", b = "metric{label=\"b\"} 2\n";
  EXPECT_EQ(InflatedBlocks(Apart(a) + Apart(b)), a + b);
  EXPECT_EQ(InflatedBlocks(Apart(b) + Apart(b)), b + b);
}

TEST(DeflateApart, BytesThatDoNotCompressComeBack) {
  for (const size_t size : {1u, 65534u, 65535u, 65536u, 65537u, 1u << 20}) {
    const std::string text = Noise(size, 1);
    EXPECT_TRUE(InflatedBlocks(Apart(text)) == text) << size;
  }
}

TEST(DeflateApart, LongRunsComeBack) {
  const std::string text(10 << 20, 'a');
  EXPECT_TRUE(InflatedBlocks(Apart(text)) == text);
}

TEST(DeflateApart, CompressesText) {
  std::string text;
  for (int i = 0; i < 10000; ++i)
    text += "http_requests_total{path=\"/\",code=\"" + std::to_string(i % 50) + "\"} 12\n";
  EXPECT_LT(Apart(text).size() * 8, text.size());
}

TEST(Crc32, IsThatOfGzip) {
  EXPECT_EQ(Crc32(""), 0u);
  EXPECT_EQ(Crc32("123456789"), 0xCBF43926u);
}

TEST(Crc32, OfTwoTextsIsThatOfBoth) {
  for (const size_t size : {0u, 1u, 100u, 100'000u}) {
    const std::string a = Noise(77, 1), b = Noise(size, 2);
    EXPECT_EQ(JoinCrc32(Crc32(a), Crc32(b), CrcShiftOf(b.size())), Crc32(a + b)) << size;
  }
}

}  // namespace
}  // namespace weir::expose

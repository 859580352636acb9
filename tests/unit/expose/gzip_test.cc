#include "expose/gzip.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "inflated.h"

namespace weir::expose {
namespace {

// A body of given pieces.
class Pieces : public Body {
 public:
  explicit Pieces(std::vector<std::string> pieces) : pieces_(std::move(pieces)) {}

  bool Next(Buffer& out) override {
    if (next_ < pieces_.size()) out.Append(pieces_[next_++]);
    return next_ < pieces_.size();
  }

 private:
  std::vector<std::string> pieces_;
  size_t next_ = 0;
};

std::string Compressed(const std::vector<std::string>& pieces) {
  const auto body = Gzip(std::make_unique<Pieces>(pieces));
  std::string out;
  ForEachPiece(*body, [&](std::string_view piece) { out += piece; });
  Buffer more;
  EXPECT_FALSE(body->Next(more));  // the end stays the end
  EXPECT_EQ(more.size(), 0u);
  return out;
}

void ExpectWhole(const std::vector<std::string>& pieces) {
  std::string plain;
  for (const auto& piece : pieces) plain += piece;
  const std::string compressed = Compressed(pieces);
  EXPECT_EQ(compressed.substr(0, 3), "\x1f\x8b\x08");
  EXPECT_TRUE(Gunzipped(compressed) == plain);
}

std::string Noise(size_t size, unsigned seed) {
  std::mt19937 random(seed);
  std::string text(size, ' ');
  for (char& c : text) c = static_cast<char>(random());
  return text;
}

TEST(Gzip, AnEmptyBodyIsAMemberToo) { ExpectWhole({}); }

TEST(Gzip, OnePieceComesBack) { ExpectWhole({"a 1\n"}); }

TEST(Gzip, ManyPiecesAreOneMember) {
  std::vector<std::string> pieces;
  for (int i = 0; i < 5000; ++i)
    pieces.push_back("metric{label=\"" + std::to_string(i) + "\"} 1\n");
  ExpectWhole(pieces);
}

TEST(Gzip, BytesThatDoNotCompressComeBack) {
  for (const size_t size : {size_t{1}, size_t{16 * 1024 - 1}, size_t{16 * 1024},
                            size_t{16 * 1024 + 1}, size_t{1 << 20}}) {
    ExpectWhole({Noise(size, 1)});
    ExpectWhole({Noise(size, 2), "end", Noise(size, 3)});
  }
}

TEST(Gzip, LongRunsComeBack) {
  ExpectWhole({std::string(10 << 20, 'a')});
  ExpectWhole(std::vector<std::string>(200, std::string(64 * 1024, 'b')));
}

TEST(Gzip, CompressesText) {
  std::string text;
  for (int i = 0; i < 10000; ++i)
    text += "http_requests_total{path=\"/\",code=\"" + std::to_string(i % 50) + "\"} 12\n";
  EXPECT_LT(Compressed({text}).size() * 8, text.size());
}

TEST(Gzip, EveryPieceIsShort) {
  const auto body =
      Gzip(std::make_unique<Pieces>(std::vector<std::string>(50, Noise(64 * 1024, 4))));
  size_t longest = 0;
  ForEachPiece(*body, [&](std::string_view piece) { longest = std::max(longest, piece.size()); });
  EXPECT_LT(longest, size_t{1} << 20);
}

}  // namespace
}  // namespace weir::expose

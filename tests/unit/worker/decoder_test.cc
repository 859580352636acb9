#include "worker/wire/decoder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "worker/wire/encoder.h"

namespace weir::wire {
namespace {

using testing::HasSubstr;

using Frames = std::vector<std::pair<Type, std::string>>;

// What a stream decodes to, and the violation that ends it, if any.
struct Decoded {
  Frames frames;
  std::string error;
};

class DecoderTest : public testing::Test {
 protected:
  void Add(Type type, const std::string& payload) {
    EXPECT_TRUE(encoder_.Add(type, [&](Writer& out) { out.Raw(payload.data(), payload.size()); }));
    said_.emplace_back(type, payload);
  }
  static Result<void> Feed(Decoder& decoder, std::string_view bytes, Frames& frames) {
    return decoder.Feed(bytes, [&](const Frame& frame) -> Result<void> {
      frames.emplace_back(frame.type, frame.payload);
      return {};
    });
  }
  static Decoded Decode(std::string_view stream, const std::vector<size_t>& portions,
                        Sender sender = Sender::kWorker) {
    Decoder decoder(sender);
    Decoded decoded;
    for (const size_t portion : portions) {
      const auto fed = Feed(decoder, stream.substr(0, portion), decoded.frames);
      if (!fed) decoded.error = fed.error().message;
      if (!fed) break;
      stream.remove_prefix(std::min(portion, stream.size()));
    }
    return decoded;
  }
  static std::string ErrorOf(const Header& header, Sender sender = Sender::kWorker) {
    std::string bytes(sizeof header, '\0');
    memcpy(bytes.data(), &header, sizeof header);
    return Decode(bytes, {bytes.size()}, sender).error;
  }
  static Header Good(Type type, uint32_t length = 0, uint32_t sequence = 0) {
    return {kMagic, static_cast<uint32_t>(type), length, sequence};
  }

  Encoder encoder_;
  Frames said_;
};

TEST_F(DecoderTest, GivesWhatWasEncodedHoweverItIsCutInTwo) {
  Add(Type::kHello, "h");
  Add(Type::kValues, std::string(100, 'v'));
  Add(Type::kEnd, "");
  Add(Type::kLog, "a line");
  const std::string& stream = encoder_.bytes();
  for (size_t cut = 0; cut <= stream.size(); ++cut) {
    const Decoded decoded = Decode(stream, {cut, stream.size() - cut});
    EXPECT_EQ(decoded.frames, said_) << cut;
    EXPECT_EQ(decoded.error, "");
  }
}

TEST_F(DecoderTest, GivesWhatWasEncodedByteByByte) {
  Add(Type::kAddSeries, "some payload");
  Add(Type::kDropSeries, "four");
  Add(Type::kEnd, "");
  EXPECT_EQ(Decode(encoder_.bytes(), std::vector<size_t>(encoder_.bytes().size(), 1)).frames,
            said_);
}

TEST_F(DecoderTest, GivesWhatWasEncodedInAnyPortions) {
  std::minstd_rand random(7);
  for (int i = 0; i < 200; ++i) {
    Add(Type::kAddSeries, std::string(random() % 300, static_cast<char>('a' + i % 26)));
  }
  for (int round = 0; round < 100; ++round) {
    std::vector<size_t> portions;
    for (size_t sum = 0; sum < encoder_.bytes().size(); sum += portions.back())
      portions.push_back(1 + random() % 700);
    EXPECT_EQ(Decode(encoder_.bytes(), portions).frames, said_);
  }
}

TEST_F(DecoderTest, GivesAFrameAsSoonAsItIsWhole) {
  Add(Type::kEnd, "12345");
  Decoder decoder(Sender::kWorker);
  Frames frames;
  const std::string_view stream = encoder_.bytes();
  EXPECT_TRUE(Feed(decoder, stream.substr(0, stream.size() - 1), frames));
  EXPECT_TRUE(frames.empty());
  EXPECT_FALSE(decoder.between_frames());
  EXPECT_TRUE(Feed(decoder, stream.substr(stream.size() - 1), frames));
  EXPECT_EQ(frames, said_);
  EXPECT_TRUE(decoder.between_frames());
}

TEST_F(DecoderTest, RefusesBytesThatAreNoFrame) {
  Header header = Good(Type::kEnd);
  header.magic ^= 1;
  EXPECT_EQ(ErrorOf(header), "bytes that are no frame");
  EXPECT_EQ(Decode(std::string(16, '\0'), {16}).error, "bytes that are no frame");
}

TEST_F(DecoderTest, RefusesTypesThatThatSideDoesNotSend) {
  for (const uint32_t type : {0u, 4u, 15u, 28u, 0xffffffffu}) {
    EXPECT_THAT(ErrorOf(Good(static_cast<Type>(type))), HasSubstr("unknown type"));
  }
  EXPECT_THAT(ErrorOf(Good(Type::kStart)), HasSubstr("unknown type 1"));
  EXPECT_THAT(ErrorOf(Good(Type::kHello), Sender::kHost), HasSubstr("unknown type 16"));
}

TEST_F(DecoderTest, RefusesAnotherPlaceInTheSequence) {
  EXPECT_EQ(ErrorOf(Good(Type::kEnd, 0, 1)), "frame 1 where it was to be 0");
  Add(Type::kEnd, "");
  const std::string twice = encoder_.bytes() + encoder_.bytes();
  const Decoded decoded = Decode(twice, {twice.size()});
  EXPECT_EQ(decoded.frames.size(), 1u);
  EXPECT_EQ(decoded.error, "frame 0 where it was to be 1");
}

// Seen in the header: not a byte of the payload has to be there.
TEST_F(DecoderTest, RefusesLengthsOverTheBoundOfTheType) {
  for (const Type type : {Type::kHello, Type::kAddFamily, Type::kAddSeries, Type::kDropSeries,
                          Type::kValues, Type::kTimedValues, Type::kExemplar, Type::kLog,
                          Type::kEnd, Type::kNative, Type::kCreated, Type::kSameValues}) {
    const auto most = static_cast<uint32_t>(MostBytes(type));
    EXPECT_EQ(ErrorOf(Good(type, most)), "") << Name(type);
    EXPECT_THAT(ErrorOf(Good(type, most + 1)), HasSubstr("more than")) << Name(type);
    EXPECT_THAT(ErrorOf(Good(type, 0xffffffff)), HasSubstr("more than")) << Name(type);
  }
}

TEST_F(DecoderTest, EndsWithTheErrorOfWhoTakesTheFrames) {
  Add(Type::kEnd, "");
  Add(Type::kEnd, "");
  Decoder decoder(Sender::kWorker);
  int taken = 0;
  const auto fed = decoder.Feed(encoder_.bytes(), [&](const Frame&) -> Result<void> {
    ++taken;
    return Fail("no more");
  });
  EXPECT_EQ(taken, 1);
  ASSERT_FALSE(fed);
  EXPECT_EQ(fed.error().message, "no more");
}

TEST_F(DecoderTest, OutlivesAnyBytes) {
  std::minstd_rand random(11);
  for (int round = 0; round < 20000; ++round) {
    std::string bytes;
    Header header = Good(static_cast<Type>(random() % 30), random() % 64, random() % 2);
    if (random() % 8 == 0) header.length = static_cast<uint32_t>(random());
    bytes.append(reinterpret_cast<const char*>(&header), sizeof header);
    for (size_t i = random() % 100; i > 0; --i) bytes += static_cast<char>(random());
    Decode(bytes, {random() % 40, random() % 40, bytes.size()});
  }
}

TEST(Encoder, AddsNothingThatIsTooLarge) {
  Encoder encoder;
  EXPECT_FALSE(encoder.Add(Type::kDropSeries, [](Writer& out) { out.Number(uint64_t{1}); }));
  EXPECT_EQ(encoder.bytes(), "");
  EXPECT_TRUE(encoder.Add(Type::kDropSeries, [](Writer& out) { out.Number(uint32_t{1}); }));
  Header header;
  memcpy(&header, encoder.bytes().data(), sizeof header);
  EXPECT_EQ(header.sequence, 0u);
}

}  // namespace
}  // namespace weir::wire

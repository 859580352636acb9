// Each message comes back as it went; cut or lengthened by a byte it does not come back at all.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "families.h"
#include "worker/wire/answers.h"
#include "worker/wire/decoder.h"
#include "worker/wire/definitions.h"
#include "worker/wire/orders.h"
#include "worker/wire/reader.h"
#include "worker/wire/values.h"

namespace weir::wire {
namespace {

using testing::HasSubstr;

// The payload of the one frame that was added.
std::string PayloadOf(const Encoder& encoder) { return encoder.bytes().substr(sizeof(Header)); }

// Every cut and every additional byte is refused.
template <class Read>
void ExpectStrict(const std::string& payload, Read&& read) {
  EXPECT_TRUE(read(payload));
  for (size_t size = 0; size < payload.size(); ++size)
    EXPECT_FALSE(read(std::string_view(payload).substr(0, size))) << size;
  EXPECT_FALSE(read(payload + '\0'));
}

Start SomeStart() {
  Start start;
  start.host = 4711;
  start.collector = "disks";
  start.path = "/usr/lib/weir/plugins/disks.so";
  start.asked = "smart";
  start.config = R"({"a":[1,2]})";
  start.policy = std::string("\0\1\2", 3);
  start.limits = {1, 2, 3, 4, 5};
  start.honor_timestamps = true;
  start.created_timestamps = true;
  start.log_level = WEIR_LOG_WARNING;
  return start;
}

TEST(Messages, Start) {
  Encoder encoder;
  const Start said = SomeStart();
  ASSERT_TRUE(AddStart(encoder, said));
  const auto read = ReadStart(PayloadOf(encoder));
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->host, 4711);
  EXPECT_EQ(read->collector, said.collector);
  EXPECT_EQ(read->path, said.path);
  EXPECT_FALSE(read->by_path);
  EXPECT_EQ(read->asked, said.asked);
  EXPECT_EQ(read->config, said.config);
  EXPECT_EQ(read->policy, said.policy);
  EXPECT_EQ(read->limits.series, 1u);
  EXPECT_EQ(read->limits.help_bytes, 5u);
  EXPECT_TRUE(read->honor_timestamps);
  EXPECT_TRUE(read->created_timestamps);
  EXPECT_EQ(read->log_level, WEIR_LOG_WARNING);
  ExpectStrict(PayloadOf(encoder), ReadStart);
}

TEST(Messages, AStartOfAnotherVersionSaysSo) {
  Encoder encoder;
  Start start = SomeStart();
  start.version = kProtocolVersion + 1;
  AddStart(encoder, start);
  EXPECT_THAT(ReadStart(PayloadOf(encoder)).error().message, HasSubstr("the host speaks version"));
}

TEST(Messages, Collect) {
  Encoder encoder;
  AddCollect(encoder, 0xfedcba9876543210);
  EXPECT_EQ(ReadCollect(PayloadOf(encoder)), 0xfedcba9876543210);
  ExpectStrict(PayloadOf(encoder), ReadCollect);
}

// A small frame must not become a large list.
TEST(Messages, ASeriesHasNoMoreLabelsThanThereCanBe) {
  for (const size_t count : {Reader::kMostTexts, Reader::kMostTexts + 1}) {
    Encoder encoder;
    ASSERT_TRUE(AddSeries(encoder, 1, 1, std::vector<std::string_view>(count)));
    EXPECT_EQ(ReadSeries(PayloadOf(encoder)).has_value(), count == Reader::kMostTexts);
  }
}

TEST(Messages, TheNamesInAHelloAreShort) {
  Encoder encoder;
  AddHello(encoder, {kProtocolVersion, "redis", std::string(300, 'v'), ""});
  const auto read = ReadHello(PayloadOf(encoder));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->plugin_version, std::string(256, 'v'));
}

TEST(Messages, Hello) {
  Encoder encoder;
  AddHello(encoder, {kProtocolVersion, "redis", "1.2", "sandboxed"});
  const auto read = ReadHello(PayloadOf(encoder));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->plugin, "redis");
  EXPECT_EQ(read->plugin_version, "1.2");
  EXPECT_EQ(read->sandbox, "sandboxed");
  ExpectStrict(PayloadOf(encoder), ReadHello);
}

TEST(Messages, AHelloIsLinesOfText) {
  for (const Hello& bad : {Hello{kProtocolVersion, "", "1", ""},
                           {kProtocolVersion, "a\nb", "1", ""},
                           {kProtocolVersion, "a\xff", "1", ""},
                           {kProtocolVersion, "a", "\xff", ""},
                           {kProtocolVersion + 1, "a", "1", ""}}) {
    Encoder encoder;
    AddHello(encoder, bad);
    EXPECT_FALSE(ReadHello(PayloadOf(encoder)));
  }
}

TEST(Messages, Family) {
  series::Family family = series::Histogram("h", {0.5, 1e300}, {"a", "b"});
  family.unit = "seconds";
  family.states = {"on", "off"};
  Encoder encoder;
  AddFamily(encoder, 77, family);
  const auto read = ReadFamily(PayloadOf(encoder));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->id, 77u);
  EXPECT_EQ(read->family, family);
  ExpectStrict(PayloadOf(encoder), ReadFamily);
}

TEST(Messages, AFamilyOfNoTypeIsRefused) {
  for (const int type : {-1, 8, 1 << 30}) {
    Encoder encoder;
    AddFamily(encoder, 1, series::Scalar(static_cast<series::Type>(type), "g"));
    EXPECT_FALSE(ReadFamily(PayloadOf(encoder)));
  }
}

TEST(Messages, Series) {
  const std::vector<std::string_view> values = {"x", "", "\xff"};
  Encoder encoder;
  AddSeries(encoder, 5, 6, values);
  const std::string payload = PayloadOf(encoder);
  const auto read = ReadSeries(payload);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->first, 5u);
  EXPECT_EQ(read->family, 6u);
  EXPECT_EQ(read->values, values);
  ExpectStrict(payload, ReadSeries);
}

// A count that says four billion reserved memory for them.
TEST(Messages, ACountOfMoreThanThereIsTakesNoMemory) {
  std::string payload;
  Writer out(payload);
  out.Number(uint32_t{1});
  out.Number(uint32_t{1});
  out.Number(std::numeric_limits<uint32_t>::max());
  EXPECT_FALSE(ReadSeries(payload));
}

TEST(Messages, Drop) {
  Encoder encoder;
  AddDrop(encoder, 9);
  EXPECT_EQ(ReadDrop(PayloadOf(encoder)), 9u);
  ExpectStrict(PayloadOf(encoder), ReadDrop);
}

TEST(Messages, Exemplar) {
  Encoder encoder;
  const Exemplar said = {3, 0.25, -5, {"trace_id"}, {"abc"}};
  AddExemplar(encoder, said);
  const std::string payload = PayloadOf(encoder);
  const auto read = ReadExemplar(payload);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->slot, 3u);
  EXPECT_EQ(read->value, 0.25);
  EXPECT_EQ(read->timestamp_ms, -5);
  EXPECT_EQ(read->names, said.names);
  EXPECT_EQ(read->values, said.values);
  ExpectStrict(payload, ReadExemplar);
}

TEST(Messages, NativeHistogram) {
  Encoder encoder;
  const series::NativeHistogram said = {
      -2, 0.125, 7, {{{-5, 2}, {3, 1}}, {1, 2, 3}}, {{{1, 1}}, {uint64_t{1} << 40}}};
  AddNative(encoder, {4, said});
  const std::string payload = PayloadOf(encoder);
  const auto read = ReadNative(payload);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->first, 4u);
  ASSERT_TRUE(read->histogram);
  EXPECT_EQ(read->histogram->schema, -2);
  EXPECT_EQ(read->histogram->zero_threshold, 0.125);
  EXPECT_EQ(read->histogram->zero_count, 7u);
  ASSERT_EQ(read->histogram->positive.spans.size(), 2u);
  EXPECT_EQ(read->histogram->positive.spans[0].offset, -5);
  EXPECT_EQ(read->histogram->positive.spans[1].length, 1u);
  EXPECT_EQ(read->histogram->positive.counts, said.positive.counts);
  EXPECT_EQ(read->histogram->negative.counts, said.negative.counts);
  ExpectStrict(payload, ReadNative);
}

TEST(Messages, ANativeHistogramThatBrokeARule) {
  Encoder encoder;
  AddNative(encoder, {4, std::nullopt});
  const std::string payload = PayloadOf(encoder);
  const auto read = ReadNative(payload);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->first, 4u);
  EXPECT_FALSE(read->histogram);
  ExpectStrict(payload, ReadNative);
  std::string neither = payload;
  neither[4] = 2;
  EXPECT_FALSE(ReadNative(neither));
}

TEST(Messages, TheLargestNativeHistogramCrosses) {
  constexpr auto kMost = static_cast<uint32_t>(series::kMostNativeBuckets);
  series::NativeHistogram largest;
  largest.schema = 8;
  largest.positive.counts.assign(kMost, 1);
  for (uint32_t i = 0; i < kMost; ++i) largest.positive.spans.push_back({1, 1});
  ASSERT_TRUE(series::IsValid(largest));
  Encoder encoder;
  EXPECT_TRUE(AddNative(encoder, {1, largest}));
}

TEST(Messages, Created) {
  Encoder encoder;
  const Created said[] = {{1, 1700000000123}, {9, 1}};
  AddCreated(encoder, said);
  const std::string payload = PayloadOf(encoder);
  const auto read = ReadCreated(payload);
  ASSERT_TRUE(read);
  ASSERT_EQ(read->size(), 2u);
  EXPECT_EQ((*read)[0].first, 1u);
  EXPECT_EQ((*read)[0].ms, 1700000000123);
  EXPECT_EQ((*read)[1].first, 9u);
  ExpectStrict(payload, ReadCreated);
}

TEST(Messages, CreatedOfManySeriesCrossInSeveralFrames) {
  Encoder encoder;
  const std::vector<Created> said(20'000, {7, 5});
  AddCreated(encoder, said);
  size_t read = 0;
  Decoder decoder(Sender::kWorker);
  EXPECT_TRUE(decoder.Feed(encoder.bytes(), [&](const Frame& frame) -> Result<void> {
    read += ReadCreated(frame.payload)->size();
    return {};
  }));
  EXPECT_EQ(read, said.size());
}

TEST(Messages, LogIsCutToItsBound) {
  Encoder encoder;
  const std::string text(kMostLogText + 1, 'x');
  ASSERT_TRUE(AddLog(encoder, {WEIR_LOG_ERROR, 7, text}));
  const std::string payload = PayloadOf(encoder);
  const auto read = ReadLog(payload);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->level, WEIR_LOG_ERROR);
  EXPECT_EQ(read->held_back, 7u);
  EXPECT_EQ(read->text.size(), kMostLogText);
  ExpectStrict(payload, ReadLog);
}

End SomeEnd() {
  End end;
  end.outcome = {WEIR_E_LIMIT, "too much", 12, "/a/b"};
  end.took_ns = 1234;
  end.refused = {1, 2, 3, 4, 5};
  end.dropped = {1, 2, 3, 4, 5, 6};
  end.last_refusal = "no";
  end.violations = {{"/a", "it must be a string"}, {"", "it lacks a key"}};
  end.unread_keys = {"/x", "/y"};
  return end;
}

TEST(Messages, End) {
  Encoder encoder;
  const End said = SomeEnd();
  AddEnd(encoder, said);
  const auto read = ReadEnd(PayloadOf(encoder));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->outcome.status, WEIR_E_LIMIT);
  EXPECT_EQ(read->outcome.message, "too much");
  EXPECT_EQ(read->outcome.os_error, 12);
  EXPECT_EQ(read->outcome.config_pointer, "/a/b");
  EXPECT_EQ(read->took_ns, 1234u);
  EXPECT_EQ(read->refused, said.refused);
  EXPECT_EQ(read->dropped, said.dropped);
  EXPECT_EQ(read->last_refusal, "no");
  ASSERT_EQ(read->violations.size(), 2u);
  EXPECT_EQ(read->violations[0].pointer, "/a");
  EXPECT_EQ(read->violations[1].message, "it lacks a key");
  EXPECT_EQ(read->unread_keys, said.unread_keys);
  ExpectStrict(PayloadOf(encoder), ReadEnd);
}

TEST(Messages, AnEndAlwaysFits) {
  End end = SomeEnd();
  std::string long_text;
  while (long_text.size() < 100'000) long_text += "\xe6\xb0\xb4";  // 3 bytes: no cut falls between
  end.outcome.message = end.last_refusal = long_text;
  end.unread_keys.assign(1000, long_text);
  end.violations.assign(1000, {long_text, long_text});
  Encoder encoder;
  AddEnd(encoder, end);
  const auto read = ReadEnd(PayloadOf(encoder));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->outcome.message.size(), 4095u);
  EXPECT_EQ(read->unread_keys.size(), 32u);
  EXPECT_EQ(read->violations.size(), 32u);
}

TEST(Messages, AnEndIsOfAKnownStatusAndLinesOfText) {
  const auto readable = [](auto&& change) {
    End end = SomeEnd();
    change(end);
    Encoder encoder;
    AddEnd(encoder, end);
    return ReadEnd(PayloadOf(encoder)).has_value();
  };
  EXPECT_FALSE(readable([](End& end) { end.outcome.status = WEIR_NO_DATA + 1; }));
  EXPECT_FALSE(readable([](End& end) { end.outcome.status = WEIR_E_LIMIT - 1; }));
  EXPECT_FALSE(readable([](End& end) { end.outcome.message = "two\nlines"; }));
  EXPECT_FALSE(readable([](End& end) { end.outcome.message = "\xff"; }));
  EXPECT_FALSE(readable([](End& end) { end.outcome.config_pointer = "\xff"; }));
  EXPECT_FALSE(readable([](End& end) { end.violations[0].message = "two\nlines"; }));
  EXPECT_FALSE(readable([](End& end) { end.violations[0].pointer = "\xff"; }));
  EXPECT_FALSE(readable([](End& end) { end.last_refusal = "\xff"; }));
  EXPECT_FALSE(readable([](End& end) { end.unread_keys = {"\xff"}; }));
  EXPECT_TRUE(readable([](End&) {}));
}

}  // namespace
}  // namespace weir::wire

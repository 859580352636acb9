#include "expose/protobuf_page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <string>

#include "pages.h"
#include "strict_parser.h"

namespace weir::expose {
namespace {

using series::Counter;
using series::Gauge;
using series::Histogram;
using series::Summary;

Family Bare(Family family) {
  family.help.clear();
  return family;
}

std::string PageOf(Collected& collected) { return Shown().Add(collected.Commit()).Protobuf(); }

// Of a page of one family with as many samples.
strict::Family Only(const std::string& page) {
  const strict::Page read = strict::ParseProtobuf(page);
  EXPECT_EQ(read.size(), 1u);
  return read.at(0);
}

TEST(ProtobufPage, IsAMessageBehindItsLength) {
  Collected collected;
  collected.Show(Bare(Counter("c_total", {"x"})), {"1"}, {1.5});
  const std::string pair = "\x0a\x01x\x12\x01" + std::string("1");
  const std::string counter = std::string("\x09\0\0\0\0\0\0\xf8\x3f", 9);
  const std::string metric = "\x0a\x06" + pair + "\x1a\x09" + counter;
  const std::string family =
      std::string("\x0a\x07") + "c_total" + std::string("\x18\0", 2) + "\x22\x13" + metric;
  EXPECT_EQ(PageOf(collected), "\x20" + family);
}

TEST(ProtobufPage, OfNothingIsEmpty) {
  Collected collected;
  collected.Define(Gauge("defined"));
  collected.recorded().Add(Gauge("added"));  // never pushed
  EXPECT_EQ(PageOf(collected), "");
  EXPECT_EQ(Shown().Protobuf(), "");
}

TEST(ProtobufPage, LabelsHaveNoEscapes) {
  Collected collected;
  collected.Show(Gauge("g", {"x", "y.z"}), {"a\\\"b\n\\n", ",y=\"1\""}, {1});
  const strict::Labels expected = {{"x", "a\\\"b\n\\n"}, {"y_z", ",y=\"1\""}};
  EXPECT_EQ(Only(PageOf(collected)).samples.at(0).labels, expected);
}

// A count that is no integer has a field of its own; the sum is as it is.
TEST(ProtobufPage, HistogramsKeepEveryCount) {
  Collected collected;
  collected.Show(Histogram("h", {0.5, 1}), {}, {1, 2.5, kInf, -7.25});
  const auto samples = Only(PageOf(collected)).samples;
  ASSERT_EQ(samples.size(), 5u);
  EXPECT_EQ(samples[0].value, 1);
  EXPECT_EQ(samples[1].value, 2.5);
  EXPECT_EQ(samples[2].value, kInf);
  EXPECT_EQ(samples[2].labels.at("le"), "+Inf");
  EXPECT_EQ(samples[3].value, -7.25);
  EXPECT_EQ(samples[4].value, kInf);
}

// The field for it is an integer.
TEST(ProtobufPage, TheCountOfASummaryIsCutToAnInteger) {
  Collected collected;
  collected.Show(Summary("a", {}), {}, {2.75, 1}).Show(Summary("b", {}), {}, {kInf, 1});
  const strict::Page read = strict::ParseProtobuf(PageOf(collected));
  EXPECT_EQ(read.at(0).samples.at(1).value, 2);
  EXPECT_EQ(read.at(1).samples.at(1).value, 18446744073709551616.0);
}

TEST(ProtobufPage, HasExemplarsAndTimestamps) {
  series::Recorder::Options options;
  options.honor_timestamps = true;
  Collected collected(options);
  auto& recorded = collected.recorded();
  const Slot counter = recorded.Add(Counter("c_total"));
  recorded.Push(counter, 1, 1700000000123);
  const std::string_view name = "trace_id", value = "a\"b";
  recorded.recorder().AddExemplar(counter, 0.5, 1500, {&name, 1}, {&value, 1});
  const auto sample = Only(PageOf(collected)).samples.at(0);
  EXPECT_EQ(sample.timestamp, 1700000000123);
  ASSERT_TRUE(sample.exemplar);
  EXPECT_EQ(sample.exemplar->labels, (strict::Labels{{"trace_id", "a\"b"}}));
  EXPECT_EQ(sample.exemplar->value, 0.5);
  EXPECT_EQ(sample.exemplar->timestamp, 1.5);
}

// A family of many blocks, of which some series are not shown, is still one message.
TEST(ProtobufPage, ALongFamilyIsOneMessage) {
  Collected collected;
  for (int i = 0; i < 5000; ++i) {
    const Slot slot = collected.recorded().Add(Gauge("g", {"x"}), {std::to_string(10000 + i)});
    if (i % 7 != 0) collected.recorded().Push(slot, i);
  }
  const auto samples = Only(PageOf(collected)).samples;
  ASSERT_EQ(samples.size(), 4285u);
  EXPECT_EQ(samples[0].labels.at("x"), "10001");
  EXPECT_EQ(samples[0].value, 1);
}

TEST(ProtobufPage, ASeriesOfAnEarlierCollectorStandsOnce) {
  Collected first, second;
  first.Show(Gauge("g", {"x"}), {"1"}, {1});
  second.Show(Gauge("g", {"x"}), {"1"}, {2}).Show(Gauge("g", {"x"}), {"2"}, {3});
  const auto family = Only(Shown().Add(first.Commit()).Add(second.Commit()).Protobuf());
  ASSERT_EQ(family.samples.size(), 2u);
  EXPECT_EQ(family.samples[0].value, 1);
  EXPECT_EQ(family.samples[1].value, 3);
}

// Deltas from bucket to bucket, whose bytes were counted by hand.
TEST(ProtobufPage, ANativeHistogramIsSpansAndDeltas) {
  Collected collected;
  collected.Show(Bare(Histogram("h", {})), {}, {9, 2});
  collected.recorded().recorder().AddNative(
      1, series::NativeHistogram{-1, 0.5, 3, {{{-2, 2}, {3, 1}}, {1, 4, 1}}, {}});
  const std::string page = PageOf(collected);
  const std::string threshold = "\x31" + std::string("\0\0\0\0\0\0\xe0\x3f", 8);
  EXPECT_THAT(page, testing::HasSubstr("\x28\x01" + threshold +
                                       "\x38\x03\x62\x04\x08\x03\x10\x02\x62\x04\x08\x06\x10\x01"
                                       "\x6a\x03\x02\x06\x05"));
  const auto family = Only(page);
  ASSERT_EQ(family.natives.size(), 1u);
  const std::map<int64_t, uint64_t> expected = {{-2, 1}, {-1, 4}, {3, 1}};
  EXPECT_EQ(family.natives[0].positive, expected);
  EXPECT_EQ(family.samples.size(), 3u);  // the classic form stands beside it
}

TEST(ProtobufPage, NativeHistogramsHaveBothSignsAndLargeCounts) {
  constexpr uint64_t kLarge = uint64_t{1} << 51;
  Collected collected;
  collected.Show(Histogram("h", {1}, {"x"}), {"1"}, {0, 2.0 * kLarge + 1, 2});
  collected.Show(Histogram("h", {1}, {"x"}), {"2"}, {1, 1, 2});
  collected.recorded().recorder().AddNative(
      1,
      series::NativeHistogram{8, 0, 0, {{{262145, 1}}, {kLarge}}, {{{-274944, 2}}, {kLarge, 1}}});
  const auto family = Only(PageOf(collected));
  ASSERT_EQ(family.natives.size(), 1u);
  EXPECT_EQ(family.natives[0].labels, (strict::Labels{{"x", "1"}}));
  EXPECT_EQ(family.natives[0].schema, 8);
  const std::map<int64_t, uint64_t> positive = {{262145, kLarge}};
  const std::map<int64_t, uint64_t> negative = {{-274944, kLarge}, {-274943, 1}};
  EXPECT_EQ(family.natives[0].positive, positive);
  EXPECT_EQ(family.natives[0].negative, negative);
  EXPECT_EQ(family.samples.size(), 8u);
}

// A span of no buckets, by which Prometheus tells it from a classic one.
TEST(ProtobufPage, AnEmptyNativeHistogramHasASpan) {
  Collected collected;
  collected.Show(Histogram("h", {}), {}, {0, 0});
  collected.recorded().recorder().AddNative(1, series::NativeHistogram{});
  EXPECT_THAT(PageOf(collected), testing::HasSubstr(std::string("\x62\x04\x08\0\x10\0", 6)));
}

// Beside its gauges, whose names are the same in every format.
TEST(ProtobufPage, ANativeGaugeHistogramIsAFamilyOfItsOwn) {
  Collected collected;
  const auto family = Bounded(series::Type::kGaugeHistogram, "q", {1}, {"x"});
  collected.Show(family, {"1"}, {1, 3, 2}).Show(family, {"2"}, {1, 3, 2});
  collected.recorded().recorder().AddNative(1, series::NativeHistogram{0, 0, 3, {}, {}});
  const strict::Page read = strict::ParseProtobuf(PageOf(collected));
  ASSERT_EQ(read.size(), 4u);
  EXPECT_EQ(read[0].type, "gaugehistogram");
  EXPECT_EQ(read[0].natives.size(), 1u);
  EXPECT_EQ(read[1].name, "q_bucket");
  EXPECT_EQ(read[1].samples.size(), 4u);
}

TEST(ProtobufPage, SaysSinceWhenSeriesHaveBeenCounting) {
  series::Recorder::Options options;
  options.created_timestamps = true;
  Collected collected(options);
  collected.Show(Bare(Counter("c_total")), {}, {1});
  const Slot first = 1;
  const int64_t created_ms = 1002;
  collected.recorded().recorder().PushCreated(&first, &created_ms, 1);
  // A second and two million nanoseconds.
  EXPECT_THAT(PageOf(collected), testing::HasSubstr("\x1a\x06\x08\x01\x10\x80\x89\x7a"));
}

TEST(Translation, KeepsTheTextsOfFamilies) {
  const Dialect utf8{.escaping = Escaping::kAllowUtf8};
  Collected collected;
  collected.Show(Gauge("a.b"), {}, {1}).Show(Gauge("g"), {}, {1});
  const auto first = MakeLayout({collected.Commit().table});
  const auto before = Translate(first, utf8, nullptr);
  collected.recorded().Begin();
  collected.Show(Gauge("a.b"), {}, {1}).Show(Gauge("g"), {}, {1}).Show(Gauge("x.y"), {}, {1});
  const auto snapshot = collected.Commit();
  const auto after =
      Translate(MakeLayout({snapshot.table}, first.get()), utf8, before.get())->layout;
  ASSERT_EQ(after->groups.size(), 3u);
  for (size_t i = 0; i < 2; ++i)
    EXPECT_EQ(after->groups[i].shares[0].text, before->layout->groups[i].shares[0].text);
  Page page(after, {snapshot.samples}, Format::kText);
  EXPECT_EQ(Drain(page), Shown().Add(snapshot).Text(Format::kText, Escaping::kAllowUtf8));
}

TEST(Translation, KeepsTheBlocksThatDidNotChange) {
  Collected collected;
  for (int i = 0; i < 5000; ++i)
    collected.Show(Gauge("g", {"x"}), {std::to_string(10000 + i)}, {1});
  const Dialect protobuf{.protobuf = true};
  const auto before = Translate(MakeLayout({collected.Commit().table}), protobuf, nullptr);
  collected.recorded().Begin();
  collected.Show(Gauge("g", {"x"}), {"99999"}, {1});
  const auto after = Translate(MakeLayout({collected.Commit().table}), protobuf, before.get());
  const auto& old_blocks = before->layout->groups[0].shares[0].table->blocks;
  const auto& new_blocks = after->layout->groups[0].shares[0].table->blocks;
  EXPECT_EQ(old_blocks[0], new_blocks[0]);
  EXPECT_NE(old_blocks.back(), new_blocks.back());
}

}  // namespace
}  // namespace weir::expose

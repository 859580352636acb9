#include <gtest/gtest.h>

#include <string>

#include "families.h"
#include "recorded.h"

namespace weir::series {
namespace {

class RecorderExemplars : public ::testing::Test {
 protected:
  bool Takes(Slot slot, const std::vector<std::string_view>& names = {"trace"},
             const std::vector<std::string_view>& values = {"abc"}, int64_t timestamp_ms = 1000) {
    recorder_.Begin();
    recorder_.recorder().AddExemplar(slot, 0.5, timestamp_ms, names, values);
    const size_t kept = recorder_.Commit().samples->exemplars.size();
    EXPECT_EQ(recorder_.dropped(Dropped::kBadExemplar), 1 - kept);
    return kept == 1;
  }

  Recorded recorder_;
};

TEST_F(RecorderExemplars, AreForCountersNamedTotal) {
  const Slot total = recorder_.Add(Counter("a_total")), other = recorder_.Add(Counter("a"));
  recorder_.Commit();
  EXPECT_TRUE(Takes(total));
  EXPECT_FALSE(Takes(other));
}

TEST_F(RecorderExemplars, AreOfATimeThatEveryFormatCanSay) {
  const Slot total = recorder_.Add(Counter("a_total"));
  recorder_.Commit();
  for (const int64_t good : {INT64_C(0), INT64_C(1), INT64_C(253'402'300'799'999)})
    EXPECT_TRUE(Takes(total, {"trace"}, {"abc"}, good));
  for (const int64_t bad : {INT64_C(-1), INT64_C(253'402'300'800'000), INT64_MIN, INT64_MAX})
    EXPECT_FALSE(Takes(total, {"trace"}, {"abc"}, bad));
}

TEST_F(RecorderExemplars, AreForBucketsNotForCountAndSum) {
  const Slot first = recorder_.Add(Histogram("h", {1, 2}));
  const Slot gauge = recorder_.Add(Bounded(Type::kGaugeHistogram, "gh", {1}));
  recorder_.Commit();
  for (Slot bucket = first; bucket < first + 3; ++bucket)
    EXPECT_TRUE(Takes(bucket));  // le="+Inf" too
  EXPECT_FALSE(Takes(first + 3));
  EXPECT_TRUE(Takes(gauge));
  EXPECT_FALSE(Takes(gauge + 2));
}

TEST_F(RecorderExemplars, AreForNothingElse) {
  const Slot slots[] = {recorder_.Add(Gauge("g_total")),
                        recorder_.Add(Scalar(Type::kUntyped, "u_total")),
                        recorder_.Add(Scalar(Type::kInfo, "i_info")), recorder_.Add(Summary("s")),
                        recorder_.Add(StateSet("e"))};
  recorder_.Commit();
  for (const Slot slot : slots) EXPECT_FALSE(Takes(slot)) << slot;
  EXPECT_FALSE(Takes(0));
  EXPECT_FALSE(Takes(1000));
}

TEST_F(RecorderExemplars, NeedCoreLabelNamesOnceAndUtf8Values) {
  const Slot slot = recorder_.Add(Counter("a_total"));
  recorder_.Commit();
  EXPECT_TRUE(Takes(slot, {}, {}));
  EXPECT_TRUE(Takes(slot, {"b", "a"}, {"", "x\"\n"}));
  EXPECT_FALSE(Takes(slot, {"a.b"}, {"x"}));
  EXPECT_FALSE(Takes(slot, {""}, {"x"}));
  EXPECT_FALSE(Takes(slot, {"__a"}, {"x"}));  // Prometheus' own
  EXPECT_FALSE(Takes(slot, {"a", "a"}, {"x", "y"}));
  EXPECT_FALSE(Takes(slot, {"a"}, {"\xFF"}));
  EXPECT_FALSE(Takes(slot, {"a", "b"}, {"x"}));
}

// Prometheus' OpenMetrics lexer skips a NUL in a series' label, and gives up the page for one in an
// exemplar's.
TEST_F(RecorderExemplars, MayNotHoldANul) {
  const Slot slot = recorder_.Add(Counter("a_total"));
  recorder_.Commit();
  EXPECT_FALSE(Takes(slot, {"a"}, {std::string_view("x\0y", 3)}));
}

TEST_F(RecorderExemplars, HaveAtMost128CodePoints) {
  const Slot slot = recorder_.Add(Counter("a_total"));
  recorder_.Commit();
  std::string long_value;
  for (int i = 0; i < 123; ++i) long_value += "€";
  EXPECT_TRUE(Takes(slot, {"trace"}, {long_value}));
  EXPECT_FALSE(Takes(slot, {"trace"}, {long_value + "x"}));
}

TEST_F(RecorderExemplars, TheLatestOfASlotCountsAndTheyAreSorted) {
  const Slot a = recorder_.Add(Counter("a_total")), b = recorder_.Add(Counter("b_total"));
  const std::string_view name = "n", values[] = {"1", "2", "3"};
  auto& recorder = recorder_.recorder();
  recorder.AddExemplar(b, 1, 0, {&name, 1}, {&values[0], 1});
  recorder.AddExemplar(a, 2, 0, {&name, 1}, {&values[1], 1});
  recorder.AddExemplar(b, 3, 7, {&name, 1}, {&values[2], 1});
  const auto shown = recorder_.Commit();
  const auto& exemplars = shown.samples->exemplars;
  ASSERT_EQ(exemplars.size(), 2u);
  EXPECT_EQ(exemplars[0].slot, a);
  EXPECT_EQ(exemplars[1].slot, b);
  EXPECT_EQ(exemplars[1].value, 3);
  EXPECT_EQ(exemplars[1].timestamp_ms, 7);
  EXPECT_EQ(exemplars[1].labels, "n=\"3\"");
}

}  // namespace
}  // namespace weir::series

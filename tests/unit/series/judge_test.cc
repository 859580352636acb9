// What a type allows its values to be.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>

#include "families.h"
#include "recorded.h"

namespace weir::series {
namespace {

const double kInf = std::numeric_limits<double>::infinity();
const double kNaN = std::numeric_limits<double>::quiet_NaN();

// What becomes of a series of that family into which these values are pushed.
struct Verdict {
  bool shown;
  size_t lines;
  DropCounts dropped;
};

Verdict Judge(const Family& family, const std::vector<double>& values) {
  Recorded recorder;
  const Slot first = recorder.Add(family);
  recorder.PushAll(first, values);
  const Snapshot snapshot = recorder.Commit();
  return {snapshot.samples->Shows(first), snapshot.samples->lines, recorder.dropped()};
}

void ExpectShown(const Family& family, const std::vector<double>& values) {
  const Verdict verdict = Judge(family, values);
  EXPECT_TRUE(verdict.shown) << family.name;
  EXPECT_EQ(verdict.lines, LineCount(family));
  EXPECT_EQ(verdict.dropped, DropCounts{});
}

void ExpectDropped(const Family& family, const std::vector<double>& values, Dropped reason) {
  const Verdict verdict = Judge(family, values);
  EXPECT_FALSE(verdict.shown) << family.name;
  EXPECT_EQ(verdict.lines, 0u);
  DropCounts expected{};
  expected[static_cast<size_t>(reason)] = values.size();
  EXPECT_EQ(verdict.dropped, expected) << family.name;
}

TEST(Judge, GaugesAndUntypedMayBeAnything) {
  for (const double value : {0.0, -0.0, -1.0, kInf, -kInf, kNaN, 5e-324, 1.7e308}) {
    ExpectShown(Gauge("g"), {value});
    ExpectShown(Scalar(Type::kUntyped, "u"), {value});
  }
}

TEST(Judge, CountersAreNotNegativeAndNumbers) {
  for (const double value : {0.0, 0.5, 1e300, kInf}) ExpectShown(Counter("c"), {value});
  for (const double value : {-1.0, -5e-324, -kInf, kNaN})
    ExpectDropped(Counter("c"), {value}, Dropped::kBadValue);
}

TEST(Judge, AnInfoIsOne) {
  ExpectShown(Scalar(Type::kInfo, "i"), {1});
  for (const double value : {0.0, 2.0, kNaN})
    ExpectDropped(Scalar(Type::kInfo, "i"), {value}, Dropped::kBadValue);
}

TEST(Judge, StatesAreZeroOrOne) {
  ExpectShown(StateSet("s"), {0, 1});
  ExpectShown(StateSet("s"), {1, 1});
  ExpectShown(StateSet("s", {"only"}), {0});
  for (const double value : {0.5, 2.0, -1.0, kNaN})
    ExpectDropped(StateSet("s"), {1, value}, Dropped::kBadValue);
}

TEST(Judge, HistogramsRiseAndTheirSumMayBeAnything) {
  ExpectShown(Histogram("h"), {0, 0, 0, 0});
  ExpectShown(Histogram("h"), {1, 2, 2, -7});
  ExpectShown(Histogram("h"), {1, 2, 3, kNaN});
  ExpectShown(Histogram("h", {}), {3, 1});
  ExpectShown(Bounded(Type::kGaugeHistogram, "h", {1, 5}), {1, 1, 4, 0});
}

TEST(Judge, HistogramsThatFallAreDropped) {
  for (const Type type : {Type::kHistogram, Type::kGaugeHistogram}) {
    const Family family = Bounded(type, "h", {1, 5});
    ExpectDropped(family, {2, 1, 3, 0}, Dropped::kBadHistogram);
    ExpectDropped(family, {1, 3, 2, 0}, Dropped::kBadHistogram);  // the count is under a bucket
    ExpectDropped(family, {-1, 0, 1, 0}, Dropped::kBadHistogram);
    ExpectDropped(family, {kNaN, 1, 2, 0}, Dropped::kBadHistogram);
    ExpectDropped(family, {1, kNaN, 2, 0}, Dropped::kBadHistogram);
    ExpectDropped(family, {1, 2, kNaN, 0}, Dropped::kBadHistogram);
  }
  ExpectDropped(Histogram("h", {}), {-1, 0}, Dropped::kBadHistogram);
}

TEST(Judge, ASummarysCountIsNotNegative) {
  ExpectShown(Summary("s"), {kNaN, kNaN, 0, 0});  // no observations yet
  ExpectShown(Summary("s"), {-1, 3, 5, -2});
  ExpectDropped(Summary("s"), {1, 2, -1, 0}, Dropped::kBadValue);
  ExpectDropped(Summary("s"), {1, 2, kNaN, 0}, Dropped::kBadValue);
}

TEST(Judge, HalfASeriesIsDropped) {
  for (const Family& family : {Histogram("h"), Bounded(Type::kGaugeHistogram, "gh", {1, 5}),
                               Summary("s"), StateSet("e", {"a", "b", "c", "d"})}) {
    ExpectDropped(family, {0}, Dropped::kIncomplete);
    ExpectDropped(family, {0, 0, 0}, Dropped::kIncomplete);
  }
}

TEST(Judge, WhatWasNotPushedAtAllIsNoLoss) {
  for (const Family& family : {Histogram("h"), Summary("s"), StateSet("e"), Gauge("g")}) {
    EXPECT_EQ(Judge(family, {}).dropped, DropCounts{});
  }
}

TEST(Judge, OneBadSeriesLeavesTheOthers) {
  Recorded recorder;
  const Slot good = recorder.Add(Histogram("h", {1}, {"x"}), {"a"}),
             bad = recorder.Add(Histogram("h", {1}, {"x"}), {"b"}),
             after = recorder.Add(Gauge("g"));
  recorder.PushAll(good, {1, 2, 3});
  recorder.PushAll(bad, {2, 1, 3});
  recorder.Push(after, 1);
  const Snapshot shown = recorder.Commit();
  EXPECT_TRUE(shown.samples->Shows(good));
  EXPECT_FALSE(shown.samples->Shows(bad));
  EXPECT_TRUE(shown.samples->Shows(after));
  EXPECT_EQ(shown.samples->lines, 5u);
}

// Long runs of one kind, which are judged several at once, with others and gaps between them.
TEST(Judge, EachOfManyIsJudgedAsIfItWereAlone) {
  std::mt19937 random(1);
  const double values[] = {1, 0.5, 0, kInf, -1, kNaN};
  const Type types[] = {Type::kGauge, Type::kCounter, Type::kUntyped, Type::kInfo};
  for (int round = 0; round < 200; ++round) {
    Recorded recorder;
    std::vector<std::pair<Slot, bool>> expected;
    size_t lines = 0, bad = 0;
    const unsigned odd = 2 + random() % 100;  // about one of so many is not pushed, or is bad
    Type type = Type::kGauge;
    for (unsigned i = 0; i < 300; ++i) {
      if (random() % 20 == 0) type = types[random() % std::size(types)];
      const std::string name = "m" + std::to_string(static_cast<int>(type));
      const std::string label = std::to_string(i);
      const Slot slot = recorder.Add(Scalar(type, name, {"l"}), {label});
      const bool pushed = random() % odd != 0;
      const double value = random() % odd == 0 ? values[random() % std::size(values)] : 1;
      if (pushed) recorder.Push(slot, value);
      const bool right = type == Type::kCounter ? value >= 0 : type != Type::kInfo || value == 1;
      expected.emplace_back(slot, pushed && right);
      lines += pushed && right;
      bad += pushed && !right;
    }
    const Snapshot shown = recorder.Commit();
    for (const auto& [slot, shows] : expected) EXPECT_EQ(shown.samples->Shows(slot), shows) << slot;
    EXPECT_EQ(shown.samples->lines, lines);
    EXPECT_EQ(recorder.dropped(Dropped::kBadValue), bad);
  }
}

TEST(DroppedNames, AreThoseOfTheMetric) {
  const char* const names[] = {"unknown_slot", "bad_value",     "bad_histogram",
                               "incomplete",   "bad_timestamp", "bad_exemplar"};
  for (size_t i = 0; i < kDroppedReasons; ++i) EXPECT_EQ(Name(static_cast<Dropped>(i)), names[i]);
}

}  // namespace
}  // namespace weir::series

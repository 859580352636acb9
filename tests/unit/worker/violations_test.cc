// What no honest worker says.
#include <gtest/gtest.h>

#include "replayed.h"

namespace weir::worker {
namespace {

class Violations : public Replayed {};

TEST_F(Violations, DefinitionsBeforeTheHello) {
  SayFamily(1, Gauge("g"));
  ExpectViolation("\"add family\" where none belongs");
}

TEST_F(Violations, TwoHellos) {
  SayHello();
  SayHello();
  ExpectViolation("\"hello\" where none belongs");
}

TEST_F(Violations, ASuccessThatBeganWithoutAHello) {
  EXPECT_FALSE(SayEnd(WEIR_OK));
  ExpectViolation("\"end\" where none belongs");
}

TEST_F(Violations, AnEndOfNothing) {
  BeginCollecting();
  SayEnd(WEIR_OK);
  EXPECT_FALSE(SayEnd(WEIR_OK));
  ExpectViolation("\"end\" where none belongs");
}

TEST_F(Violations, DefinitionsWhileNothingIsUnderWay) {
  BeginCollecting();
  SayEnd(WEIR_OK);
  SaySeries(2, 1);
  ExpectViolation("\"add series\" where none belongs");
}

TEST_F(Violations, ValuesWhileItDescribes) {
  SayHello();
  SayValues(1, {1});
  ExpectViolation("\"values\" where none belongs");
}

TEST_F(Violations, ValuesWhileNothingIsUnderWay) {
  BeginCollecting();
  SayEnd(WEIR_OK);
  SayValues(1, {1});
  ExpectViolation("\"values\" where none belongs");
}

TEST_F(Violations, TheSameValuesWhereThereWereNone) {
  BeginCollecting();
  SaySame();
  ExpectViolation("the same values as none before");
}

TEST_F(Violations, TheSameValuesForOtherSeries) {
  BeginSecondCollection();
  SayFamily(2, Gauge("h"));
  SaySame();
  ExpectViolation("the same values as none before");
}

TEST_F(Violations, TheSameValuesAndOthers) {
  BeginSecondCollection();
  SayValues(1, {1});
  SaySame();
  ExpectViolation("the same values as none before");
}

class AfterTheSameValues : public Violations {
 protected:
  AfterTheSameValues() {
    BeginSecondCollection();
    SaySame();
    EXPECT_EQ(error_, "");
  }
};

TEST_F(AfterTheSameValues, Values) {
  SayValues(1, {1});
  ExpectViolation("\"values\" where none belongs");
}

TEST_F(AfterTheSameValues, TheSameAgain) {
  SaySame();
  ExpectViolation("\"same values\" where none belongs");
}

TEST_F(AfterTheSameValues, Definitions) {
  SayFamily(2, Gauge("h"));
  ExpectViolation("\"add family\" where none belongs");
}

TEST_F(Violations, AnythingAfterAStartThatFailed) {
  SayHello();
  EXPECT_FALSE(SayEnd(WEIR_E_INVALID)->alive);
  SayFamily(1, Gauge("g"));
  ExpectViolation("where none belongs");
}

TEST_F(Violations, ValuesForSlotsThatThereAreNot) {
  BeginCollecting();
  SayValues(2, {1});
  ExpectViolation("values for slots that there are not");
}

TEST_F(Violations, ValuesThatReachBeyondTheLastSlot) {
  BeginCollecting();
  SayValues(1, {1, 2});
  ExpectViolation("values for slots that there are not");
}

TEST_F(Violations, ValuesForSlotZero) {
  BeginCollecting();
  SayValues(0, {1, 2});
  ExpectViolation("values for slots that there are not");
}

TEST_F(Violations, ValuesForSlotsThatWrapAround) {
  BeginCollecting();
  SayValues(UINT32_MAX, {1, 2, 3});
  ExpectViolation("values for slots that there are not");
}

TEST_F(Violations, ValuesForADroppedSeries) {
  BeginCollecting();
  Say([](Encoder& out) { wire::AddDrop(out, 1); });
  SayValues(1, {1});
  ExpectViolation("values for slots that there are not");
}

TEST_F(Violations, AFamilyThatTheHostRefuses) {
  SayHello();
  SayFamily(1, Gauge("weir_mine"));
  ExpectViolation("a family that is not allowed");
}

TEST_F(Violations, AFamilyOfAnotherNumber) {
  SayHello();
  SayFamily(2, Gauge("g"));
  ExpectViolation("family 2 that is 1");
}

TEST_F(Violations, ASeriesOfAnUnknownFamily) {
  SayHello();
  SaySeries(1, 1);
  ExpectViolation("a series that is not allowed");
}

TEST_F(Violations, ASeriesOfAnotherSlot) {
  BeginCollecting();
  SaySeries(2, 1);
  ExpectViolation("slot 2 that is 1");  // what is added again has the slot that it had
}

TEST_F(Violations, ASeriesThatIsNoText) {
  SayHello();
  SayFamily(1, Gauge("g", {"l"}));
  SaySeries(1, 1, {"\xff"});
  ExpectViolation("a series that is not allowed");
}

class OverTheLimit : public Replayed {
 protected:
  static series::Recorder::Options Options() {
    series::Recorder::Options options;
    options.limits.series = 2;
    return options;
  }
  OverTheLimit() : Replayed(Options()) {}
};

TEST_F(OverTheLimit, SeriesAreAViolationWhateverTheWorkerBelieves) {
  SayHello();
  SayFamily(1, Gauge("g", {"l"}));
  SaySeries(1, 1, {"a"});
  SaySeries(2, 1, {"b"});
  EXPECT_EQ(error_, "");
  SaySeries(3, 1, {"c"});
  ExpectViolation("over the limit of 2 series");
}

class NativeViolations : public Violations {
 protected:
  // Collecting, with a histogram without bounds in slots 2 and 3.
  NativeViolations() {
    SayHello();
    SayFamily(1, Gauge("g"));
    SaySeries(1, 1);
    SayFamily(2, series::Histogram("h", {}));
    SaySeries(2, 2);
    SayEnd(WEIR_OK);
    replay_.BeginCollection();
  }
  void SayNative(series::Slot first, std::optional<series::NativeHistogram> native) {
    Say([&](Encoder& out) { wire::AddNative(out, {first, std::move(native)}); });
  }
};

TEST_F(NativeViolations, OneThatIsAllowedIsNone) {
  SayNative(2, series::NativeHistogram{0, 0, 3, {}, {}});
  SayNative(2, std::nullopt);
  EXPECT_EQ(error_, "");
}

TEST_F(NativeViolations, ANativeHistogramThatBreaksARule) {
  SayNative(2, series::NativeHistogram{9, 0, 3, {}, {}});
  ExpectViolation("a native histogram that is not allowed");
}

TEST_F(NativeViolations, ANativeHistogramOfAGauge) {
  SayNative(1, series::NativeHistogram{0, 0, 3, {}, {}});
  ExpectViolation("a native histogram that is not allowed");
}

TEST_F(NativeViolations, ANativeHistogramWhereNoSeriesBegins) {
  SayNative(3, std::nullopt);
  ExpectViolation("a native histogram that is not allowed");
}

class CreatedViolations : public Replayed {
 protected:
  CreatedViolations() : Replayed({{}, {}, series::Author::kPlugin, false, true}) {
    SayHello();
    SayFamily(1, Gauge("g"));
    SaySeries(1, 1);
    SayFamily(2, series::Counter("c_total"));
    SaySeries(2, 2);
    SayEnd(WEIR_OK);
    replay_.BeginCollection();
  }
  void SayCreated(series::Slot first, int64_t ms) {
    const wire::Created created = {first, ms};
    Say([&](Encoder& out) { wire::AddCreated(out, std::span(&created, 1)); });
  }
};

TEST_F(CreatedViolations, OneThatIsAllowedIsNone) {
  SayCreated(2, 1700000000000);
  EXPECT_EQ(error_, "");
}

TEST_F(CreatedViolations, ACreatedTimestampOfAGauge) {
  SayCreated(1, 1700000000000);
  ExpectViolation("a created timestamp that is not allowed");
}

TEST_F(CreatedViolations, ACreatedTimestampThatIsNoTime) {
  SayCreated(2, -1);
  ExpectViolation("a created timestamp that is not allowed");
}

TEST_F(CreatedViolations, ACreatedTimestampWhileNothingIsUnderWay) {
  SayEnd(WEIR_OK);
  SayCreated(2, 1700000000000);
  ExpectViolation("\"created\" where none belongs");
}

TEST_F(NativeViolations, ANativeHistogramWhileNothingIsUnderWay) {
  SayEnd(WEIR_OK);
  SayNative(2, series::NativeHistogram{0, 0, 3, {}, {}});
  ExpectViolation("\"native histogram\" where none belongs");
}

// 50000, the limit of series.
TEST_F(NativeViolations, MoreBucketsThanTheLimitAllows) {
  const auto limit = static_cast<uint32_t>(series::kMostNativeBuckets);
  for (uint32_t i = 0; error_.empty() && i < 6; ++i) {
    SayFamily(3 + i, series::Histogram("h" + std::to_string(i), {}));
    SaySeries(4 + 2 * i, 3 + i);
    SayNative(4 + 2 * i,
              series::NativeHistogram{8, 0, 0, {{{0, limit}}, std::vector<uint64_t>(limit)}, {}});
    EXPECT_EQ(error_.empty(), i < 5) << i;
  }
  ExpectViolation("a native histogram that is not allowed");
}

}  // namespace
}  // namespace weir::worker

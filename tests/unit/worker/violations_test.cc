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

}  // namespace
}  // namespace weir::worker

#include "worker/replay.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "families.h"
#include "worker/wire/decoder.h"
#include "worker/wire/definitions.h"

namespace weir::worker {
namespace {

using collect::Report;
using series::Gauge;
using testing::HasSubstr;
using wire::Encoder;

class ReplayTest : public testing::Test {
 protected:
  explicit ReplayTest(series::Recorder::Options options = {})
      : replay_(options, {[this](const wire::Hello& hello) { hello_ = hello; },
                          [this](const wire::LogLine& line) -> Result<void> {
                            lines_.emplace_back(line.text);
                            return {};
                          }}) {}

  // What the worker says next; the report that it makes, if any.  A violation is in error_.
  template <class Add>
  std::optional<Report> Say(Add&& add) {
    encoder_.Clear();
    add(encoder_);
    std::optional<Report> report;
    const auto fed = decoder_.Feed(encoder_.bytes(), [&](const wire::Frame& frame) -> Result<void> {
      auto taken = replay_.Take(frame);
      if (!taken) return tl::unexpected(taken.error());
      if (*taken) report = std::move(*taken);
      return {};
    });
    if (!fed) error_ = fed.error().message;
    return report;
  }
  std::optional<Report> SayHello() {
    return Say([](Encoder& out) { wire::AddHello(out, {wire::kProtocolVersion, "p", "1", ""}); });
  }
  std::optional<Report> SayEnd(weir_status status, const std::string& message = "") {
    return Say([&](Encoder& out) {
      wire::End end;
      end.outcome = {status, message, 0, {}};
      wire::AddEnd(out, end);
    });
  }
  void SayFamily(series::FamilyId id, const series::Family& family) {
    Say([&](Encoder& out) { wire::AddFamily(out, id, family); });
  }
  void SaySeries(series::Slot first, series::FamilyId family,
                 const std::vector<std::string_view>& values = {}) {
    Say([&](Encoder& out) { wire::AddSeries(out, first, family, values); });
  }
  void SayValues(series::Slot first, const std::vector<double>& values) {
    Say([&](Encoder& out) { wire::RunWriter(out).Add({first, values, {}}); });
  }
  // Started, with the gauge g in slot 1, and collecting.
  void BeginCollecting() {
    SayHello();
    SayFamily(1, Gauge("g"));
    SaySeries(1, 1);
    EXPECT_TRUE(SayEnd(WEIR_OK)->alive);
    replay_.BeginCollection();
  }
  void ExpectViolation(const std::string& text) { EXPECT_THAT(error_, HasSubstr(text)); }

  std::optional<wire::Hello> hello_;
  std::vector<std::string> lines_;
  Replay replay_;
  Encoder encoder_;
  wire::Decoder decoder_{wire::Sender::kWorker};
  std::string error_;
};

TEST_F(ReplayTest, AStartAndACollectionMakeReports) {
  SayHello();
  EXPECT_EQ(hello_->plugin, "p");
  SayFamily(1, Gauge("g", {"l"}));
  SaySeries(1, 1, {"a"});
  const auto started = SayEnd(WEIR_OK);
  ASSERT_TRUE(started);
  EXPECT_TRUE(started->alive);
  EXPECT_FALSE(started->snapshot);
  replay_.BeginCollection();
  SaySeries(2, 1, {"b"});
  SayValues(1, {4, 5});
  const auto collected = SayEnd(WEIR_OK);
  ASSERT_TRUE(collected && collected->snapshot);
  EXPECT_TRUE(collected->alive);
  EXPECT_EQ(collected->snapshot->samples->lines, 2u);
  EXPECT_EQ(collected->snapshot->samples->values[2], 5);
  EXPECT_EQ(error_, "");
}

TEST_F(ReplayTest, ALoadThatFailsIsAReportWithoutAHello) {
  const auto report = SayEnd(WEIR_E_INVALID, "needs libfoo");
  ASSERT_TRUE(report);
  EXPECT_FALSE(report->alive);
  EXPECT_EQ(report->outcome.message, "needs libfoo");
}

TEST_F(ReplayTest, OfAFailedCollectionNothingIsLeft) {
  BeginCollecting();
  SayFamily(2, Gauge("h"));
  SaySeries(2, 2);
  SayValues(2, {1});
  const auto failed = SayEnd(WEIR_E_UNAVAILABLE, "down");
  ASSERT_TRUE(failed);
  EXPECT_TRUE(failed->alive);
  EXPECT_FALSE(failed->snapshot);
  replay_.BeginCollection();
  SayFamily(2, Gauge("i"));  // its number is free again
  SaySeries(2, 2);
  SayValues(1, {1, 2});
  EXPECT_EQ(SayEnd(WEIR_PARTIAL)->snapshot->samples->lines, 2u);
  EXPECT_EQ(error_, "");
}

TEST_F(ReplayTest, WhatTheWorkerDroppedAndWhatTheHostDropsAddUp) {
  BeginCollecting();
  SayFamily(2, series::Counter("c"));
  SaySeries(2, 2);
  SayValues(1, {1, -1});
  const auto report = Say([](Encoder& out) {
    wire::End end;
    end.dropped = {10, 20, 0, 0, 0, 0};
    end.refused = {1, 2, 3, 4, 5};
    end.took_ns = 77;
    end.last_refusal = "no";
    wire::AddEnd(out, end);
  });
  ASSERT_TRUE(report);
  EXPECT_EQ(report->dropped[0], 10u);
  EXPECT_EQ(report->dropped[1], 21u);
  EXPECT_EQ(report->refused[4], 5u);
  EXPECT_EQ(report->took, std::chrono::nanoseconds(77));
  EXPECT_EQ(report->last_refusal, "no");
}

TEST_F(ReplayTest, NobodyTakesForever) {
  BeginCollecting();
  const auto report = Say([](Encoder& out) {
    wire::End end;
    end.took_ns = UINT64_MAX;
    wire::AddEnd(out, end);
  });
  EXPECT_GT(report->took, Duration(0));
}

TEST_F(ReplayTest, LogLinesAreHeardAtAnyTime) {
  const auto say = [this](std::string_view text) {
    Say([&](Encoder& out) { wire::AddLog(out, {WEIR_LOG_INFO, 0, text}); });
  };
  say("loading");
  SayHello();
  say("describing");
  SayEnd(WEIR_OK);
  say("idle");
  replay_.BeginCollection();
  say("collecting");
  EXPECT_EQ(lines_, (std::vector<std::string>{"loading", "describing", "idle", "collecting"}));
  EXPECT_EQ(error_, "");
}

TEST_F(ReplayTest, SaysWhatTheWorkerIsAt) {
  EXPECT_EQ(replay_.At(), wire::Call::kLoad);
  BeginCollecting();
  EXPECT_EQ(replay_.At(), wire::Call::kCollect);
  SayEnd(WEIR_OK);
  EXPECT_EQ(replay_.At(), wire::Call::kNone);
}

// ---- Violations -------------------------------------------------------------------------------

class Violations : public ReplayTest {};

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

class OverTheLimit : public ReplayTest {
 protected:
  static series::Recorder::Options Options() {
    series::Recorder::Options options;
    options.limits.series = 2;
    return options;
  }
  OverTheLimit() : ReplayTest(Options()) {}
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

// A replay, and short ways to say what a worker says.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "families.h"
#include "worker/replay.h"
#include "worker/wire/decoder.h"
#include "worker/wire/definitions.h"

namespace weir::worker {

using collect::Report;
using series::Gauge;
using testing::HasSubstr;
using wire::Encoder;

class Replayed : public testing::Test {
 protected:
  explicit Replayed(series::Recorder::Options options = {})
      : replay_(options, {[this](const wire::Hello& hello) -> Result<void> {
                            hello_ = hello;
                            return {};
                          },
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
  void SaySame() { Say(wire::AddSameValues); }
  // Started, with the gauge g in slot 1, and collecting.
  void BeginCollecting() {
    SayHello();
    SayFamily(1, Gauge("g"));
    SaySeries(1, 1);
    EXPECT_TRUE(SayEnd(WEIR_OK)->alive);
    replay_.BeginCollection();
  }
  // The same again, after a collection in which it was 1.
  void BeginSecondCollection() {
    BeginCollecting();
    SayValues(1, {1});
    EXPECT_TRUE(SayEnd(WEIR_OK)->snapshot);
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

}  // namespace weir::worker

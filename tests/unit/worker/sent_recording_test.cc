// A plugin's calls recorded in the host, and the same calls by way of a worker's frames: both make
// the same page, the same counts and the same answers.
#include "worker/child/sent_recording.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <random>

#include "pages.h"
#include "worker/replay.h"
#include "worker/wire/decoder.h"

namespace weir::child {
namespace {

using series::Recorder;
using series::Slot;
using worker::Replay;

constexpr const char* kWords[] = {"a", "b", "", "\xff", "weir_x", "__x", "g_total", "g", "x y"};

// What both ways are told: an endless text of random calls, read one after the other.
class Script {
 public:
  explicit Script(uint32_t seed) : random_(seed) {}
  size_t Below(size_t bound) { return random_() % bound; }
  std::string Word() { return kWords[Below(std::size(kWords))]; }

  series::Family Family() {
    series::Family family;
    family.type = static_cast<series::Type>(Below(8));
    family.name = Word() + Word();
    family.help = Below(2) == 0 ? "Help." : "Other.";
    for (size_t i = Below(3); i > 0; --i) family.label_names.push_back(Word() + Word());
    const bool bounded = family.type == series::Type::kHistogram ||
                         family.type == series::Type::kSummary ||
                         family.type == series::Type::kGaugeHistogram || Below(10) == 0;
    if (bounded) family.bounds = Below(2) == 0 ? series::Bounds{0.5, 0.9} : series::Bounds{1};
    if (family.type == series::Type::kStateSet) family.states = {"on", "off"};
    return family;
  }

 private:
  std::minstd_rand random_;
};

// One way: a recording, and what a finished collection came to.
class Way {
 public:
  struct Result {
    std::optional<series::Snapshot> snapshot;
    series::DropCounts dropped;
    series::RefusalCounts refused;
    std::string last_refusal;
  };
  virtual ~Way() = default;
  virtual void Begin() = 0;
  virtual series::Recording& recording() = 0;
  virtual Result End(weir_status status) = 0;
};

class InHost : public Way {
 public:
  explicit InHost(const Recorder::Options& options) : recorder_(options) {}
  void Begin() override { recorder_.Begin(); }
  series::Recording& recording() override { return recorder_; }
  Result End(weir_status status) override {
    Result result;
    if (status == WEIR_OK) {
      result.snapshot = recorder_.Commit();
    } else {
      recorder_.Rollback();
    }
    result.dropped = recorder_.dropped();
    result.refused = recorder_.refused();
    result.last_refusal = recorder_.last_refusal();
    return result;
  }

 private:
  Recorder recorder_;
};

class ThroughFrames : public Way {
 public:
  explicit ThroughFrames(const Recorder::Options& options)
      : ends_(Pair()),
        outbox_(ends_[0]),
        sent_({options.limits, options.honor_timestamps, options.created_timestamps}, outbox_),
        replay_(options, {[](const wire::Hello&) -> weir::Result<void> { return {}; },
                          [](const wire::LogLine&) -> weir::Result<void> { return {}; }}) {
    outbox_.Add([](wire::Encoder& out) {
      return wire::AddHello(out, {wire::kProtocolVersion, "p", "1", ""});
    });
    SendEnd(WEIR_OK);
    EXPECT_TRUE(Receive()->alive);
  }
  ~ThroughFrames() override {
    close(ends_[0]);
    close(ends_[1]);
  }
  void Begin() override {
    replay_.BeginCollection();
    sent_.Begin();
  }
  series::Recording& recording() override { return sent_; }
  Result End(weir_status status) override {
    if (status == WEIR_OK) {
      sent_.SendValues();
      sent_.Commit();
    } else {
      sent_.Rollback();
    }
    SendEnd(status);
    collect::Report report = *Receive();
    return {std::move(report.snapshot), report.dropped, report.refused, report.last_refusal};
  }

 private:
  static std::array<int, 2> Pair() {
    std::array<int, 2> ends{};
    EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data()), 0);
    const int size = 8 << 20;
    setsockopt(ends[0], SOL_SOCKET, SO_SNDBUFFORCE, &size, sizeof size);
    return ends;
  }
  void SendEnd(weir_status status) {
    wire::End end;
    end.outcome.status = status;
    end.refused = sent_.refused();
    end.dropped = sent_.dropped();
    end.last_refusal = sent_.last_refusal();
    outbox_.Add([&](wire::Encoder& out) {
      wire::AddEnd(out, end);
      return true;
    });
    outbox_.Flush();
  }
  std::optional<collect::Report> Receive() {
    std::optional<collect::Report> report;
    std::array<char, 4096> buffer;
    while (!report) {
      const ssize_t count = recv(ends_[1], buffer.data(), buffer.size(), 0);
      const auto fed = decoder_.Feed({buffer.data(), static_cast<size_t>(count)},
                                     [&](const wire::Frame& frame) -> weir::Result<void> {
                                       auto taken = replay_.Take(frame);
                                       if (!taken) return tl::unexpected(taken.error());
                                       if (*taken) report = std::move(*taken);
                                       return {};
                                     });
      EXPECT_TRUE(fed) << fed.error().message;
      if (!fed) break;
    }
    return report;
  }

  std::array<int, 2> ends_;
  Outbox outbox_;
  SentRecording sent_;
  Replay replay_;
  wire::Decoder decoder_{wire::Sender::kWorker};
};

// Makes the same random calls on both.
class BothWays {
 public:
  BothWays(uint32_t seed, const Recorder::Options& options)
      : script_(seed), host_(options), frames_(options) {}

  void Collect() {
    host_.Begin();
    frames_.Begin();
    if (script_.Below(3) == 0) {
      PushAll();
    } else {
      for (size_t calls = script_.Below(60); calls > 0; --calls) Call();
    }
    const weir_status status = script_.Below(4) == 0 ? WEIR_E_UNAVAILABLE : WEIR_OK;
    Compare(host_.End(status), frames_.End(status));
  }

 private:
  void Call() {
    switch (script_.Below(11)) {
      case 0:
        return AddFamily();
      case 1:
      case 2:
        return AddSeries();
      case 3:
        return Drop();
      case 4:
        return AddExemplar();
      case 5:
        return AddNative();
      case 6:
        return PushHistogram();
      case 7:
        return PushCreated();
      default:
        return Push();
    }
  }
  void AddFamily() {
    const series::Family family = script_.Family();
    const auto in_host = host_.recording().AddFamily(family);
    const auto in_worker = frames_.recording().AddFamily(family);
    ASSERT_EQ(in_host.has_value(), in_worker.has_value());
    if (!in_host) return;
    EXPECT_EQ(*in_host, *in_worker);
    families_ = std::max(families_, *in_host);
  }
  void AddSeries() {
    const auto family = static_cast<series::FamilyId>(script_.Below(families_ + 2));
    std::vector<std::string> words;
    for (size_t i = script_.Below(3); i > 0; --i)
      words.push_back(script_.Word() + std::to_string(script_.Below(20)));
    const std::vector<std::string_view> values(words.begin(), words.end());
    const auto in_host = host_.recording().AddSeries(family, values);
    const auto in_worker = frames_.recording().AddSeries(family, values);
    ASSERT_EQ(in_host.has_value(), in_worker.has_value());
    if (!in_host) return;
    EXPECT_EQ(*in_host, *in_worker);
    slots_ = std::max(slots_, *in_host + 4);
  }
  // Two in a row are the same.
  void PushAll() {
    for (Slot slot = 0; slot < slots_ + 2; ++slot) {
      const double value = slot % 3;
      host_.recording().Push(&slot, &value, nullptr, 1);
      frames_.recording().Push(&slot, &value, nullptr, 1);
    }
  }
  Slot AnySlot() { return static_cast<Slot>(script_.Below(slots_ + 2)); }
  void Drop() {
    const Slot slot = AnySlot();
    host_.recording().DropSeries(slot);
    frames_.recording().DropSeries(slot);
  }
  void Push() {
    std::vector<Slot> slots;
    std::vector<double> values;
    std::vector<int64_t> timestamps;
    for (size_t i = script_.Below(12); i > 0; --i) {
      slots.push_back(slots.empty() || script_.Below(4) == 0 ? AnySlot() : slots.back() + 1);
      values.push_back(static_cast<double>(script_.Below(5)) - 1);
      timestamps.push_back(static_cast<int64_t>(script_.Below(4)) - 1);
    }
    const int64_t* const times = script_.Below(3) == 0 ? timestamps.data() : nullptr;
    host_.recording().Push(slots.data(), values.data(), times, slots.size());
    frames_.recording().Push(slots.data(), values.data(), times, slots.size());
  }
  void AddExemplar() {
    const std::string name = script_.Word(), value(script_.Below(150), 'x');
    const std::vector<std::string_view> names = {name}, values = {value};
    const Slot slot = AnySlot();
    host_.recording().AddExemplar(slot, 1, 2, names, values);
    frames_.recording().AddExemplar(slot, 1, 2, names, values);
  }
  // Rarely right, and of the count that PushHistogram pushes.
  void AddNative() {
    std::optional<series::NativeHistogram> native;
    if (script_.Below(8) != 0) {
      const auto buckets = static_cast<uint32_t>(script_.Below(4));
      native = {static_cast<int32_t>(script_.Below(12)) - 3, 0.5, 3, {}, {}};
      native->positive = {{{7, buckets}}, std::vector<uint64_t>(buckets)};
      if (buckets == 0) native->positive.spans.clear();
    }
    const Slot slot = AnySlot();
    EXPECT_EQ(host_.recording().AddNative(slot, native),
              frames_.recording().AddNative(slot, native));
  }
  void PushHistogram() {
    const Slot first = AnySlot();
    const Slot slots[] = {first, first + 1, first + 2, first + 3};
    const double values[] = {3, 3, 3, 3};
    host_.recording().Push(slots, values, nullptr, 4);
    frames_.recording().Push(slots, values, nullptr, 4);
  }
  void PushCreated() {
    const Slot firsts[] = {AnySlot(), AnySlot()};
    const int64_t created[] = {static_cast<int64_t>(script_.Below(4)) - 1, 1700000000000};
    host_.recording().PushCreated(firsts, created, 2);
    frames_.recording().PushCreated(firsts, created, 2);
  }
  static void CompareNatives(const series::Samples& host, const series::Samples& frames) {
    ASSERT_EQ(host.natives.size(), frames.natives.size());
    for (size_t i = 0; i < host.natives.size(); ++i) {
      EXPECT_EQ(host.natives[i].first, frames.natives[i].first);
      EXPECT_EQ(host.natives[i].histogram->schema, frames.natives[i].histogram->schema);
      EXPECT_EQ(host.natives[i].histogram->positive.counts,
                frames.natives[i].histogram->positive.counts);
    }
  }
  static void Compare(const Way::Result& host, const Way::Result& frames) {
    EXPECT_EQ(host.dropped, frames.dropped);
    EXPECT_EQ(host.refused, frames.refused);
    EXPECT_EQ(host.last_refusal, frames.last_refusal);
    ASSERT_EQ(host.snapshot.has_value(), frames.snapshot.has_value());
    if (!host.snapshot) return;
    EXPECT_EQ(host.snapshot->samples->lines, frames.snapshot->samples->lines);
    CompareNatives(*host.snapshot->samples, *frames.snapshot->samples);
    EXPECT_EQ(host.snapshot->samples->created, frames.snapshot->samples->created);
    for (const auto format : {expose::Format::kText, expose::Format::kOpenMetrics}) {
      EXPECT_EQ(expose::Shown().Add(*host.snapshot).Text(format),
                expose::Shown().Add(*frames.snapshot).Text(format));
    }
  }

  Script script_;
  InHost host_;
  ThroughFrames frames_;
  series::FamilyId families_ = 0;
  Slot slots_ = 0;
};

void CollectOften(const Recorder::Options& options) {
  for (uint32_t seed = 1; seed <= 12; ++seed) {
    SCOPED_TRACE(seed);
    BothWays both(seed, options);
    for (int i = 0; i < 25; ++i) both.Collect();
    if (testing::Test::HasFailure()) return;
  }
}

TEST(SentRecordingTest, MakesTheSamePage) { CollectOften({}); }

TEST(SentRecordingTest, MakesTheSamePageWithLabelsAndTimestamps) {
  Recorder::Options options;
  options.labels = {{"site", "fra1"}, {"g", "x"}};
  options.honor_timestamps = true;
  options.created_timestamps = true;
  CollectOften(options);
}

TEST(SentRecordingTest, MakesTheSamePageAtTheLimits) {
  Recorder::Options options;
  options.limits = {12, 1, 3, 2, 5};
  CollectOften(options);
}

// One series after the other, each with its value.
series::Snapshot Collect(ThroughFrames& way, const std::vector<double>& values) {
  way.Begin();
  const auto family = way.recording().AddFamily(series::Gauge("g", {"l"})).value();
  for (size_t i = 0; i < values.size(); ++i) {
    const std::string label = std::to_string(i);
    const std::vector<std::string_view> labels = {label};
    const Slot slot = way.recording().AddSeries(family, labels).value();
    way.recording().Push(&slot, &values[i], nullptr, 1);
  }
  return *way.End(WEIR_OK).snapshot;
}

TEST(SentRecordingTest, WhatTheHostHasDoesNotCrossAgain) {
  ThroughFrames way({});
  const auto first = Collect(way, {1, 2});
  EXPECT_EQ(Collect(way, {1, 2}).samples, first.samples);
  const auto changed = Collect(way, {1, 3});
  EXPECT_NE(changed.samples, first.samples);
  EXPECT_EQ(changed.samples->values[2], 3);
  const auto fewer = Collect(way, {1});
  EXPECT_EQ(fewer.samples->lines, 1u);
  EXPECT_EQ(Collect(way, {1}).samples, fewer.samples);
  EXPECT_EQ(Collect(way, {1, 3}).samples->lines, 2u);
}

TEST(SentRecordingTest, WhatAFailedCollectionPushedIsNotWhatTheHostHas) {
  ThroughFrames way({});
  Collect(way, {1});
  way.Begin();
  const Slot slot = 1;
  const double other = 2;
  way.recording().Push(&slot, &other, nullptr, 1);
  EXPECT_FALSE(way.End(WEIR_E_UNAVAILABLE).snapshot);
  EXPECT_EQ(Collect(way, {2}).samples->values[1], 2);
  EXPECT_EQ(Collect(way, {2}).samples->values[1], 2);
}

TEST(SentRecordingTest, AnExemplarOfAnySizeIsCountedAndDoesNotCross) {
  ThroughFrames way({});
  way.Begin();
  const std::string long_text(1 << 20, 'x');
  const std::vector<std::string_view> texts(3, long_text), none(500'000);
  way.recording().AddExemplar(1, 1, 1, texts, texts);
  way.recording().AddExemplar(1, 1, 1, none, none);
  EXPECT_EQ(way.End(WEIR_OK).dropped[static_cast<size_t>(series::Dropped::kBadExemplar)], 2u);
}

}  // namespace
}  // namespace weir::child

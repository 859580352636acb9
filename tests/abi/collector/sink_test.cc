// What is pushed arrives, whole, in large pieces and in order.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "plugin_of.h"

namespace {

using weir::testing::Host;

std::function<void(weir::Registry&)> describe;
std::function<void(weir::Sink&)> collect;

class Scripted final : public weir::Collector {
 public:
  void Describe(weir::Registry& registry) override { describe(registry); }
  void Collect(weir::Sink& sink) override { collect(sink); }
};

// The samples alone, without HELP and TYPE.
std::string Samples(const Host& host) {
  std::string result, text = host.Text();
  for (size_t begin = 0; begin < text.size();) {
    size_t end = text.find('\n', begin) + 1;
    bool head = text.compare(begin, 6, "# HELP") == 0 || text.compare(begin, 6, "# TYPE") == 0;
    if (!head) result += text.substr(begin, end - begin);
    begin = end;
  }
  return result;
}

class SinkTest : public ::testing::Test {
 protected:
  std::string Run() {
    if (!host_) {
      host_ = std::make_unique<Host>(PluginOf<Scripted>(), "{}");
      host_->Describe();
      EXPECT_EQ(host_->status(), WEIR_OK) << host_->error();
    }
    host_->Collect();
    return Samples(*host_);
  }

  std::unique_ptr<Host> host_;
  weir::Slot slot_ = 0;
};

TEST_F(SinkTest, HandsOverMoreThanABatch) {
  constexpr size_t kCount = weir::detail::Batch::kCapacity * 2 + 7;
  std::vector<weir::Slot> slots;
  describe = [&](weir::Registry& registry) {
    weir::Family family = registry.Gauge("g", "", {"i"});
    for (size_t i = 0; i < kCount; ++i) slots.push_back(family.Add({std::to_string(i)}));
  };
  collect = [&](weir::Sink& sink) {
    for (size_t i = 0; i < kCount; ++i) sink.Push(slots[i], static_cast<double>(i));
  };
  Run();
  ASSERT_EQ(host_->book().samples().size(), kCount);
  for (size_t i = 0; i < kCount; ++i) {
    EXPECT_EQ(host_->book().samples().at(slots[i]).value, static_cast<double>(i));
  }
}

TEST_F(SinkTest, GivesTimestampsToTheSamplesThatHaveThem) {
  weir::Slot timed = 0;
  describe = [&](weir::Registry& registry) {
    slot_ = registry.Gauge("a", "").Add();
    timed = registry.Gauge("b", "").Add();
  };
  collect = [&](weir::Sink& sink) {
    sink.Push(slot_, 1);
    sink.Push(timed, 2, 1700000000000);
  };
  EXPECT_EQ(Run(), "a 1\nb 2 1700000000000\n");
}

TEST_F(SinkTest, KeepsTimestampsApartAcrossBatches) {
  weir::Slot timed = 0;
  describe = [&](weir::Registry& registry) {
    slot_ = registry.Gauge("a", "").Add();
    timed = registry.Gauge("b", "").Add();
  };
  // The timed sample is the last of the first batch; the second batch has none.
  collect = [&](weir::Sink& sink) {
    for (size_t i = 1; i < weir::detail::Batch::kCapacity; ++i) sink.Push(slot_, 1);
    sink.Push(timed, 2, 1700000000000);
    sink.Push(slot_, 3);
  };
  EXPECT_EQ(Run(), "a 3\nb 2 1700000000000\n");
}

TEST_F(SinkTest, LetsTheLaterValueStand) {
  describe = [&](weir::Registry& registry) { slot_ = registry.Gauge("a", "").Add(); };
  collect = [&](weir::Sink& sink) {
    sink.Push(slot_, 1);
    sink.Push(slot_, -0.5);
  };
  EXPECT_EQ(Run(), "a -0.5\n");
}

TEST_F(SinkTest, PushesAHistogramWhole) {
  describe = [&](weir::Registry& registry) {
    slot_ = registry.Histogram("h_seconds", "", {"op"}, {0.1, 1}, "seconds").Add({"read"});
  };
  collect = [&](weir::Sink& sink) { sink.PushHistogram(slot_, {1, 3}, 4, 2.5); };
  std::string expected =
      "h_seconds_bucket{op=\"read\",le=\"0.1\"} 1\n"
      "h_seconds_bucket{op=\"read\",le=\"1\"} 3\n"
      "h_seconds_bucket{op=\"read\",le=\"+Inf\"} 4\n"
      "h_seconds_count{op=\"read\"} 4\n"
      "h_seconds_sum{op=\"read\"} 2.5\n";
  EXPECT_EQ(Run(), expected);
  collect = [&](weir::Sink& sink) {
    sink.PushHistogram(slot_, std::vector<uint64_t>{1, 3}, 4, 2.5);
  };
  EXPECT_EQ(Run(), expected);
  collect = [&](weir::Sink& sink) { sink.PushBuckets(slot_, std::vector<int>{1, 2, 1}, 2.5); };
  EXPECT_EQ(Run(), expected);
}

TEST_F(SinkTest, PushesASummaryWhole) {
  describe = [&](weir::Registry& registry) {
    slot_ = registry.Summary("s", "", {}, {0.5, 0.99}).Add();
  };
  collect = [&](weir::Sink& sink) {
    sink.PushSummary(slot_, {1.5, std::numeric_limits<double>::quiet_NaN()}, 4, 8);
  };
  EXPECT_EQ(Run(), "s{quantile=\"0.5\"} 1.5\ns{quantile=\"0.99\"} NaN\ns_count 4\ns_sum 8\n");
}

TEST_F(SinkTest, PushesAGaugeHistogram) {
  describe = [&](weir::Registry& registry) {
    slot_ = registry.GaugeHistogram("g", "", {}, {8}).Add();
  };
  collect = [&](weir::Sink& sink) { sink.PushHistogram(slot_, {2}, 3, 20); };
  EXPECT_EQ(Run(), "g_bucket{le=\"8\"} 2\ng_bucket{le=\"+Inf\"} 3\ng_gcount 3\ng_gsum 20\n");
}

TEST_F(SinkTest, PushesStates) {
  describe = [&](weir::Registry& registry) {
    slot_ = registry.StateSet("s", "", {}, {"up", "down"}).Add();
  };
  collect = [&](weir::Sink& sink) { sink.PushState(slot_, 1, 2); };
  EXPECT_EQ(Run(), "s{s=\"up\"} 0\ns{s=\"down\"} 1\n");
  collect = [&](weir::Sink& sink) { sink.PushStates(slot_, std::vector<bool>{true, true}); };
  EXPECT_EQ(Run(), "s{s=\"up\"} 1\ns{s=\"down\"} 1\n");
}

TEST_F(SinkTest, RefusesASeriesOfAnotherWidth) {
  weir::Slot neighbour = 0;
  describe = [&](weir::Registry& registry) {
    slot_ = registry.Histogram("h", "", {}, {1}).Add();
    neighbour = registry.Gauge("n", "").Add();
  };
  collect = [&](weir::Sink& sink) {
    sink.Push(neighbour, 1);
    sink.PushHistogram(slot_, {1, 2}, 3, 4);
  };
  EXPECT_EQ(Run(), "");
  EXPECT_EQ(host_->status(), WEIR_E_INTERNAL);
  EXPECT_EQ(host_->error(), "a series of 3 values was given 4");
  collect = [&](weir::Sink& sink) { sink.PushHistogram(neighbour, {}, 3, 4); };
  Run();
  EXPECT_EQ(host_->error(), "a series of 1 values was given 2");
}

TEST_F(SinkTest, AttachesAnExemplar) {
  describe = [&](weir::Registry& registry) { slot_ = registry.Counter("c_total", "").Add(); };
  collect = [&](weir::Sink& sink) {
    sink.Push(slot_, 2);
    sink.AddExemplar(slot_, 0.5, {"trace_id"}, {"abc"}, 1700000000000);
  };
  EXPECT_EQ(Run(), "c_total 2 # {trace_id=\"abc\"} 0.5 1700000000000\n");
}

TEST_F(SinkTest, ShowsWhatWasPushedInPart) {
  describe = [&](weir::Registry& registry) { slot_ = registry.Gauge("a", "").Add(); };
  collect = [&](weir::Sink& sink) {
    sink.Push(slot_, 1);
    sink.Partial("cannot read /a", 13);
    sink.Partial("cannot read /b", 2);
    sink.Partial("cannot read /c", 2);
  };
  EXPECT_EQ(Run(), "a 1\n");
  EXPECT_EQ(host_->status(), WEIR_PARTIAL);
  EXPECT_EQ(host_->error(), "cannot read /a (and 2 more)");
  EXPECT_EQ(host_->os_error(), 13);
}

TEST_F(SinkTest, ShowsNothingWithoutData) {
  describe = [&](weir::Registry& registry) { slot_ = registry.Gauge("a", "").Add(); };
  collect = [&](weir::Sink& sink) {
    sink.Push(slot_, 1);
    sink.NoData();
  };
  EXPECT_EQ(Run(), "");
  EXPECT_EQ(host_->status(), WEIR_NO_DATA);
}

TEST_F(SinkTest, FailsWhatIsTooLate) {
  bool cancelled = false;
  describe = [&](weir::Registry& registry) { slot_ = registry.Gauge("a", "").Add(); };
  collect = [&](weir::Sink& sink) {
    sink.Push(slot_, 1);
    EXPECT_FALSE(sink.Cancelled());
    host_->Cancel();
    cancelled = sink.Cancelled();
  };
  EXPECT_EQ(Run(), "");
  EXPECT_TRUE(cancelled);
  EXPECT_EQ(host_->status(), WEIR_E_TIMEOUT);
}

TEST_F(SinkTest, LeavesOutWhatIsOverALimit) {
  weir::Slot histogram = 0;
  describe = [&](weir::Registry& registry) {
    slot_ = registry.Gauge("a", "").Add();
    histogram = registry.Histogram("h", "", {}, {1}).Add();
  };
  collect = [&](weir::Sink& sink) {
    sink.Push(slot_, 1);
    sink.PushHistogram(histogram, {1}, 2, 3);
    sink.AddExemplar(histogram, 1, {}, {});
  };
  host_ = std::make_unique<Host>(PluginOf<Scripted>(), "{}");
  host_->set_series_limit(1);
  host_->Describe();
  EXPECT_EQ(histogram, 0U);
  EXPECT_EQ(Run(), "a 1\n");
}

TEST_F(SinkTest, SaysSinceWhenASeriesHasBeenCounting) {
  describe = [&](weir::Registry& registry) {
    slot_ = registry.Counter("c_total", "", {"a"}).Add({"x"});
  };
  collect = [&](weir::Sink& sink) {
    sink.Push(slot_, 1);
    sink.PushCreated(slot_, 1700000000123);
    sink.PushCreated(0, 1);
  };
  EXPECT_EQ(Run(), "c_total{a=\"x\"} 1\n# CREATED c_total{a=\"x\"} 1700000000123\n");
}

TEST_F(SinkTest, SaysSoOfWhatCountsAndOfATimeAlone) {
  weir::Slot gauge = 0;
  describe = [&](weir::Registry& registry) {
    slot_ = registry.Counter("c_total", "").Add();
    gauge = registry.Gauge("g", "").Add();
  };
  collect = [&](weir::Sink& sink) {
    sink.PushCreated(gauge, 1700000000123);
    sink.PushCreated(slot_, -1);
  };
  EXPECT_EQ(Run(),
            "# MISTAKE created timestamp for slot 2, where nothing counts\n"
            "# MISTAKE c_total{}: a created timestamp that is not from 1970 to 9999\n");
}

}  // namespace

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <thread>
#include <vector>

#include "lived.h"

namespace weir::plugin {
namespace {

weir_family Family(std::string_view name = "g") {
  weir_family family{};
  family.size = sizeof family;
  family.type = WEIR_GAUGE;
  family.name = Str(name);
  return family;
}

weir_error Error() {
  weir_error error{};
  error.size = sizeof error;
  return error;
}

class HostCallsTest : public Lived {
 protected:
  // What add_family says of it in describe().
  weir_status AddFamily(const weir_family* family, weir_error* err = nullptr) {
    weir_status status = WEIR_OK;
    InDescribe([&](const weir_host* host) {
      weir_family_id id = 77;
      status = host->add_family(host, family, &id, err);
      EXPECT_EQ(id == 77, status != WEIR_OK);
    });
    return status;
  }
  weir_status AddSeries(const weir_str* values, size_t count) {
    weir_status status = WEIR_OK;
    InDescribe([&](const weir_host* host) {
      weir_slot slot = 77;
      status = host->add_series(host, 1, values, count, &slot, nullptr);
      EXPECT_EQ(slot == 77, status != WEIR_OK);
    });
    return status;
  }
};

TEST_F(HostCallsTest, TheTablesSayTheirSize) {
  InCollect([](const weir_host* host, const weir_sink* sink) {
    EXPECT_EQ(host->size, sizeof(weir_host));
    EXPECT_EQ(host->abi_minor, WEIR_ABI_MINOR);
    EXPECT_EQ(sink->size, sizeof(weir_sink));
    EXPECT_EQ(sink->reserved, 0u);
  });
}

TEST_F(HostCallsTest, AFamilyArrivesWhole) {
  const weir_str labels[] = {Str("x"), Str("y")}, states[] = {Str("on")};
  const double bounds[] = {1, 2};
  weir_family family = Family("name");
  family.type = WEIR_HISTOGRAM;
  family.help = Str("help");
  family.unit = Str("unit");
  family.label_names = labels;
  family.label_count = 2;
  family.bounds = bounds;
  family.bound_count = 2;
  family.states = states;
  family.state_count = 1;
  EXPECT_EQ(AddFamily(&family), WEIR_OK);
  const series::Family expected = {
      series::Type::kHistogram, "name", "help", "unit", {"x", "y"}, {1, 2}, {"on"}};
  EXPECT_EQ(book_.families.at(0), expected);
}

TEST_F(HostCallsTest, AZeroedStringIsTheEmptyOne) {
  weir_family family = Family();
  family.name = {};
  EXPECT_EQ(AddFamily(&family), WEIR_OK);
  EXPECT_EQ(book_.families.at(0).name, "");
}

TEST_F(HostCallsTest, ANullWhereSomethingMustBeIsRefused) {
  EXPECT_EQ(AddFamily(nullptr), WEIR_E_INVALID);
  weir_family family = Family();
  family.label_count = 1;
  EXPECT_EQ(AddFamily(&family), WEIR_E_INVALID);
  family = Family();
  family.bound_count = 1;
  EXPECT_EQ(AddFamily(&family), WEIR_E_INVALID);
  family = Family();
  family.state_count = 1;
  EXPECT_EQ(AddFamily(&family), WEIR_E_INVALID);
  family = Family();
  family.help = {nullptr, 5};
  EXPECT_EQ(AddFamily(&family), WEIR_E_INVALID);
  const weir_str label = {nullptr, 5};
  family = Family();
  family.label_names = &label;
  family.label_count = 1;
  EXPECT_EQ(AddFamily(&family), WEIR_E_INVALID);
  EXPECT_EQ(AddSeries(nullptr, 1), WEIR_E_INVALID);
  EXPECT_EQ(AddSeries(&label, 1), WEIR_E_INVALID);
  EXPECT_TRUE(book_.families.empty());
  EXPECT_TRUE(book_.values.empty());
}

TEST_F(HostCallsTest, NowhereToWriteTheNumberIsRefused) {
  InDescribe([](const weir_host* host) {
    const weir_family family = Family();
    EXPECT_EQ(host->add_family(host, &family, nullptr, nullptr), WEIR_E_INVALID);
    EXPECT_EQ(host->add_series(host, 1, nullptr, 0, nullptr, nullptr), WEIR_E_INVALID);
  });
}

TEST_F(HostCallsTest, WildCountsAreRefusedUnread) {
  const weir_str text = Str("x");
  const double bound = 1;
  for (const size_t count :
       {SIZE_MAX, SIZE_MAX / sizeof(weir_str), size_t{1'000'001}, size_t{0x80000000}}) {
    weir_family family = Family();
    family.label_names = &text;
    family.label_count = count;
    EXPECT_EQ(AddFamily(&family), WEIR_E_INVALID);
    family = Family();
    family.bounds = &bound;
    family.bound_count = count;
    EXPECT_EQ(AddFamily(&family), WEIR_E_INVALID);
    family = Family();
    family.states = &text;
    family.state_count = count;
    EXPECT_EQ(AddFamily(&family), WEIR_E_INVALID);
    EXPECT_EQ(AddSeries(&text, count), WEIR_E_INVALID);
  }
}

// std::string of SIZE_MAX bytes threw out of a noexcept function, which ends the process.
TEST_F(HostCallsTest, WildLengthsAreCutToWhatIsOverEveryLimit) {
  const std::string big(3 << 20, 'x');
  weir_family family = Family();
  family.help = {big.data(), SIZE_MAX};
  EXPECT_EQ(AddFamily(&family), WEIR_OK);
  EXPECT_EQ(book_.families.at(0).help.size(), size_t{2} << 20);
  const weir_str value = {big.data(), SIZE_MAX};
  EXPECT_EQ(AddSeries(&value, 1), WEIR_OK);
  EXPECT_EQ(book_.values.at(0).at(0).size(), size_t{2} << 20);
}

TEST_F(HostCallsTest, AShortFamilyIsRefused) {
  for (const uint32_t size : {uint32_t{0}, uint32_t{4}, uint32_t{sizeof(weir_family) - 1}}) {
    weir_family family = Family();
    family.size = size;
    EXPECT_EQ(AddFamily(&family), WEIR_E_INVALID);
  }
}

TEST_F(HostCallsTest, AFamilyOfALaterMinorIsTaken) {
  struct {
    weir_family family;
    uint64_t later[8];
  } longer = {Family("later"), {1, 2, 3}};
  longer.family.size = sizeof longer;
  EXPECT_EQ(AddFamily(&longer.family), WEIR_OK);
}

TEST_F(HostCallsTest, ARefusalReachesThePlugin) {
  book_.refusal = series::Refusal{WEIR_E_LIMIT, series::Refused::kLimit, "over the limit"};
  const weir_family family = Family();
  weir_error error = Error();
  EXPECT_EQ(AddFamily(&family, &error), WEIR_E_LIMIT);
  EXPECT_STREQ(error.message, "over the limit");
  EXPECT_EQ(AddSeries(nullptr, 0), WEIR_E_LIMIT);
}

TEST_F(HostCallsTest, ALongRefusalIsCutAndEnds) {
  book_.refusal =
      series::Refusal{WEIR_E_INVALID, series::Refused::kInvalid, std::string(5000, 'x')};
  const weir_family family = Family();
  weir_error error = Error();
  EXPECT_EQ(AddFamily(&family, &error), WEIR_E_INVALID);
  EXPECT_EQ(std::string_view(error.message), std::string(sizeof error.message - 1, 'x'));
}

TEST_F(HostCallsTest, AnErrorTooShortForAMessageIsLeftAlone) {
  weir_error error = Error();
  error.size = offsetof(weir_error, message) + 100;
  EXPECT_EQ(AddFamily(nullptr, &error), WEIR_E_INVALID);
  EXPECT_STREQ(error.message, "");
}

// ---- Phases ---------------------------------------------------------------------------------

TEST_F(HostCallsTest, CreateAddsNothing) {
  InCreate("{}", [](const weir_host* host) {
    EXPECT_EQ(AddGauge(host, "g"), 0u);
    EXPECT_EQ(weir::AddSeries(host, 1), 0u);
    host->drop_series(host, 1);
  });
  EXPECT_TRUE(book_.families.empty() && book_.values.empty() && book_.dropped.empty());
}

TEST_F(HostCallsTest, DescribeAndCollectAddAndDrop) {
  InDescribe([](const weir_host* host) {
    EXPECT_EQ(AddGauge(host, "g"), 1u);
    EXPECT_EQ(weir::AddSeries(host, 1), 101u);
    host->drop_series(host, 101);
  });
  InCollect([](const weir_host* host, const weir_sink*) {
    EXPECT_EQ(AddGauge(host, "h"), 2u);
    host->drop_series(host, 5);
  });
  EXPECT_EQ(book_.dropped, (std::vector<series::Slot>{101, 5}));
}

TEST_F(HostCallsTest, AfterACallItsTablesDoNothing) {
  const weir_host* host = nullptr;
  const weir_sink* sink = nullptr;
  script_.collect = [&](const weir_host* h, const weir_sink* s, weir_error*) {
    host = h;
    sink = s;
    return WEIR_OK;
  };
  Make().Create();
  instance_->Collect(0, cancelled_);
  std::thread([&] {  // as a plugin's own thread would
    EXPECT_EQ(AddGauge(host, "late"), 0u);
    EXPECT_EQ(weir::AddSeries(host, 1), 0u);
    host->drop_series(host, 1);
    Push(sink, 1, 1);
    const weir_exemplar exemplar = {sizeof exemplar, 1, 1, 0, nullptr, nullptr, 0};
    sink->exemplar(sink, &exemplar);
    EXPECT_TRUE(sink->cancelled(sink));
    host->log(host, WEIR_LOG_ERROR, Str("late"));
  })
      .join();
  EXPECT_TRUE(book_.families.empty() && book_.values.empty() && book_.dropped.empty());
  EXPECT_TRUE(book_.pushes.empty() && book_.exemplars.empty());
  EXPECT_EQ(log_.size(), 1u);
  End();
}

TEST_F(HostCallsTest, ThreadsOfThePluginMayCallDuringCollect) {
  InCollect([](const weir_host* host, const weir_sink* sink) {
    std::vector<std::thread> threads;
    for (weir_slot slot = 1; slot <= 4; ++slot) {
      threads.emplace_back([host, sink, slot] {
        for (int i = 0; i < 100; ++i) {
          Push(sink, slot, i);
          AddGauge(host, "g");
          host->log(host, WEIR_LOG_ERROR, Str("x"));
          host->log_enabled(host, WEIR_LOG_DEBUG);
          sink->cancelled(sink);
        }
      });
    }
    for (auto& thread : threads) thread.join();
  });
  EXPECT_EQ(book_.pushes.size(), 400u);
  EXPECT_EQ(log_.size(), 400u);
}

// ---- The sink -------------------------------------------------------------------------------

TEST_F(HostCallsTest, PushesArriveWithTheirTimestamps) {
  InCollect([](const weir_host*, const weir_sink* sink) {
    const weir_slot slots[] = {1, 2};
    const double values[] = {3, 4};
    const int64_t timestamps[] = {0, 1234};
    sink->push(sink, slots, values, timestamps, 2);
    sink->push(sink, slots, values, nullptr, 1);
  });
  EXPECT_EQ(book_.pushes, (std::vector<std::pair<series::Slot, double>>{{1, 3}, {2, 4}, {1, 3}}));
  EXPECT_EQ(book_.timestamps, (std::vector<int64_t>{0, 1234, 0}));
}

TEST_F(HostCallsTest, APushOfNothingIsNothing) {
  InCollect([](const weir_host*, const weir_sink* sink) {
    sink->push(sink, nullptr, nullptr, nullptr, 0);
  });
  EXPECT_TRUE(book_.pushes.empty());
}

TEST_F(HostCallsTest, APushThatCannotBeReadIsCountedAsOneToNoSlot) {
  InCollect([](const weir_host*, const weir_sink* sink) {
    const weir_slot slot = 1;
    const double value = 1;
    sink->push(sink, nullptr, &value, nullptr, 1);
    sink->push(sink, &slot, nullptr, nullptr, 1);
    sink->push(sink, &slot, &value, nullptr, SIZE_MAX);
  });
  EXPECT_EQ(book_.pushes, (std::vector<std::pair<series::Slot, double>>{{0, 0}, {0, 0}, {0, 0}}));
}

TEST_F(HostCallsTest, ExemplarsArrive) {
  InCollect([](const weir_host*, const weir_sink* sink) {
    const weir_str names[] = {Str("a"), Str("b")}, values[] = {Str("1"), Str("2")};
    const weir_exemplar exemplar = {sizeof exemplar, 5, 0.25, 1500, names, values, 2};
    sink->exemplar(sink, &exemplar);
  });
  ASSERT_EQ(book_.exemplars.size(), 1u);
  EXPECT_EQ(book_.exemplars[0].slot, 5u);
  EXPECT_EQ(book_.exemplars[0].labels, "a=1;b=2;");
  EXPECT_EQ(book_.exemplars[0].value, 0.25);
  EXPECT_EQ(book_.exemplars[0].timestamp_ms, 1500);
}

TEST_F(HostCallsTest, AnExemplarThatCannotBeReadIsCountedAsABadOne) {
  InCollect([](const weir_host*, const weir_sink* sink) {
    const weir_str text = Str("a");
    sink->exemplar(sink, nullptr);
    const weir_exemplar short_one = {sizeof short_one - 1, 1, 1, 0, nullptr, nullptr, 0};
    const weir_exemplar no_names = {sizeof no_names, 1, 1, 0, nullptr, &text, 1};
    const weir_exemplar no_values = {sizeof no_values, 1, 1, 0, &text, nullptr, 1};
    const weir_exemplar wild = {sizeof wild, 1, 1, 0, &text, &text, SIZE_MAX};
    for (const auto* exemplar : {&short_one, &no_names, &no_values, &wild})
      sink->exemplar(sink, exemplar);
  });
  ASSERT_EQ(book_.exemplars.size(), 5u);
  for (const auto& exemplar : book_.exemplars) EXPECT_EQ(exemplar.slot, 0u);  // of no slot: dropped
}

const weir_ext_native_histogram* NativeHistograms(const weir_host* host) {
  return static_cast<const weir_ext_native_histogram*>(
      host->get_extension(host, WEIR_EXT_NATIVE_HISTOGRAM));
}

TEST_F(HostCallsTest, NativeHistogramsArrive) {
  InCollect([](const weir_host* host, const weir_sink* sink) {
    const weir_bucket_span spans[] = {{-3, 2}, {4, 1}};
    const uint64_t counts[] = {1, 2, 3};
    const weir_native_histogram native = {
        3, 0, 0.5, 7, {spans, 2, counts, 3}, {nullptr, 0, nullptr, 0}};
    NativeHistograms(host)->attach(sink, 5, &native);
  });
  ASSERT_EQ(book_.natives.size(), 1u);
  EXPECT_EQ(book_.natives[0].first, 5u);
  ASSERT_TRUE(book_.natives[0].histogram);
  const auto& native = *book_.natives[0].histogram;
  EXPECT_EQ(native.schema, 3);
  EXPECT_EQ(native.zero_threshold, 0.5);
  EXPECT_EQ(native.zero_count, 7u);
  ASSERT_EQ(native.positive.spans.size(), 2u);
  EXPECT_EQ(native.positive.spans[1].offset, 4);
  EXPECT_EQ(native.positive.counts, (std::vector<uint64_t>{1, 2, 3}));
  EXPECT_TRUE(native.negative.spans.empty());
}

TEST_F(HostCallsTest, ANativeHistogramThatCannotBeReadIsABrokenOne) {
  InCollect([](const weir_host* host, const weir_sink* sink) {
    const weir_bucket_span span = {0, 1};
    const uint64_t count = 1;
    const weir_sparse_buckets none = {nullptr, 0, nullptr, 0};
    const weir_native_histogram no_spans = {0, 0, 0, 0, {nullptr, 1, &count, 1}, none};
    const weir_native_histogram no_counts = {0, 0, 0, 0, none, {&span, 1, nullptr, 1}};
    const weir_native_histogram wild = {0, 0, 0, 0, {&span, SIZE_MAX, &count, 1}, none};
    const weir_native_histogram large = {0, 0, 0, 0, {&span, 1, &count, 10001}, none};
    for (const auto* native :
         {static_cast<const weir_native_histogram*>(nullptr), &no_spans, &no_counts, &wild, &large})
      NativeHistograms(host)->attach(sink, 5, native);
  });
  ASSERT_EQ(book_.natives.size(), 5u);
  for (const auto& native : book_.natives) EXPECT_FALSE(native.histogram);
}

TEST_F(HostCallsTest, NativeHistogramsAreForCollectAlone) {
  const weir_sink* kept = nullptr;
  const weir_ext_native_histogram* extension = nullptr;
  script_.collect = [&](const weir_host* host, const weir_sink* sink, weir_error*) {
    kept = sink;
    extension = NativeHistograms(host);
    return WEIR_OK;
  };
  Make().Create();
  instance_->Collect(UINT64_MAX, cancelled_);
  const weir_native_histogram native = {};
  extension->attach(kept, 5, &native);
  EXPECT_TRUE(book_.natives.empty());
  End();
}

const weir_ext_created* CreatedTimestamps(const weir_host* host) {
  return static_cast<const weir_ext_created*>(host->get_extension(host, WEIR_EXT_CREATED));
}

TEST_F(HostCallsTest, CreatedTimestampsArrive) {
  InCollect([](const weir_host* host, const weir_sink* sink) {
    const weir_slot firsts[] = {4, 7};
    const int64_t created[] = {1700000000000, 0};
    CreatedTimestamps(host)->push(sink, firsts, created, 2);
    CreatedTimestamps(host)->push(sink, nullptr, nullptr, 0);
  });
  EXPECT_EQ(book_.created,
            (std::vector<std::pair<series::Slot, int64_t>>{{4, 1700000000000}, {7, 0}}));
}

TEST_F(HostCallsTest, CreatedTimestampsThatCannotBeReadAreThoseOfNoSeries) {
  InCollect([](const weir_host* host, const weir_sink* sink) {
    const weir_slot first = 4;
    const int64_t created = 1;
    CreatedTimestamps(host)->push(sink, nullptr, &created, 1);
    CreatedTimestamps(host)->push(sink, &first, nullptr, 1);
    CreatedTimestamps(host)->push(sink, &first, &created, SIZE_MAX);
  });
  EXPECT_EQ(book_.created, (std::vector<std::pair<series::Slot, int64_t>>{{0, 0}, {0, 0}, {0, 0}}));
}

TEST_F(HostCallsTest, TheDeadlineIsThatOfTheCall) {
  uint64_t seen = 0;
  script_.collect = [&](const weir_host*, const weir_sink* sink, weir_error*) {
    seen = sink->deadline_ns;
    return WEIR_OK;
  };
  Make().Create();
  instance_->Collect(1234, cancelled_);
  EXPECT_EQ(seen, 1234u);
  instance_->Collect(5678, cancelled_);
  EXPECT_EQ(seen, 5678u);
  End();
}

TEST_F(HostCallsTest, CancelledIsWhatTheHostSays) {
  InCollect([this](const weir_host*, const weir_sink* sink) {
    EXPECT_FALSE(sink->cancelled(sink));
    cancelled_ = true;
    EXPECT_TRUE(sink->cancelled(sink));
  });
}

TEST_F(HostCallsTest, CancelledOnceTheDeadlineHasPassed) {
  bool cancelled = false;
  script_.collect = [&](const weir_host*, const weir_sink* sink, weir_error*) {
    cancelled = sink->cancelled(sink);
    return WEIR_OK;
  };
  Make().Create();
  instance_->Collect(1, cancelled_);  // a nanosecond after the machine's start
  EXPECT_TRUE(cancelled);
  End();
}

// A deadline that passed before the thread came to the call was forgotten by the call.
TEST_F(HostCallsTest, ACancellationBeforeTheCallIsSeenInIt) {
  cancelled_ = true;
  InCollect([](const weir_host*, const weir_sink* sink) { EXPECT_TRUE(sink->cancelled(sink)); });
}

// ---- The log and extensions -----------------------------------------------------------------

TEST_F(HostCallsTest, LogLinesArriveWithTheirLevel) {
  InDescribe([](const weir_host* host) {
    EXPECT_FALSE(host->log_enabled(host, WEIR_LOG_INFO));
    EXPECT_TRUE(host->log_enabled(host, WEIR_LOG_WARNING));
    host->log(host, WEIR_LOG_ERROR, Str("disk on fire"));
    host->log(host, 99, Str(""));
    host->log(host, WEIR_LOG_ERROR, {nullptr, 7});
  });
  ASSERT_EQ(log_.size(), 3u);
  EXPECT_EQ(log_[0], (std::pair<weir_log_level, std::string>(WEIR_LOG_ERROR, "disk on fire")));
  EXPECT_EQ(log_[2].second, "");
}

TEST_F(HostCallsTest, ExtensionsAreFoundByTheirWholeNames) {
  InCreate("{}", [](const weir_host* host) {
    EXPECT_NE(host->get_extension(host, WEIR_EXT_CONFIG), nullptr);
    EXPECT_NE(host->get_extension(host, WEIR_EXT_NATIVE_HISTOGRAM), nullptr);
    for (const char* id : {"", "weir.config", "weir.config/2", "weir.config/1 ",
                           "weir.native_histogram", "weir.native_histogram/2"}) {
      EXPECT_EQ(host->get_extension(host, id), nullptr);
    }
    EXPECT_EQ(host->get_extension(host, nullptr), nullptr);
  });
}

}  // namespace
}  // namespace weir::plugin

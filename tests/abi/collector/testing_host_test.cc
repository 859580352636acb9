// The kit's host: it finds the rules that a plugin breaks.
#include <gtest/gtest.h>

#include <stdexcept>
#include <string>
#include <vector>

#include "plugin_of.h"

namespace {

using weir::testing::Host;
using weir::testing::IsUtf8;
using weir::testing::JsonReader;

// Calls the host's tables directly, as a plugin in C would.
const weir_host* host_of_raw;
weir_status RawCreate(const weir_host* host, weir_str, weir_instance** out, weir_error*) {
  static char instance;
  host_of_raw = host;
  *out = reinterpret_cast<weir_instance*>(&instance);
  return WEIR_OK;
}
weir_status (*raw_describe)(weir_error* err);
weir_status (*raw_collect)(const weir_sink* sink, weir_error* err);

const weir_plugin* Raw() {
  static const weir_plugin plugin = {
      sizeof(weir_plugin),
      0,
      0,
      0,
      "raw",
      "1",
      "Raw.",
      nullptr,
      RawCreate,
      [](weir_instance*, weir_error* err) { return raw_describe(err); },
      [](weir_instance*, const weir_sink* sink, weir_error* err) { return raw_collect(sink, err); },
      [](weir_instance*) {},
      nullptr};
  return &plugin;
}

weir_family Family(weir_type type, const char* name) {
  weir_family family = {};
  family.size = sizeof family;
  family.type = type;
  family.name = weir_cstr(name);
  return family;
}

weir_slot counter, histogram;
weir_status DescribeTwo(weir_error* err) {
  static const double kBounds[] = {1};
  weir_family first = Family(WEIR_COUNTER, "c_total"), second = Family(WEIR_HISTOGRAM, "h");
  second.bounds = kBounds;
  second.bound_count = 1;
  weir_family_id id = 0;
  host_of_raw->add_family(host_of_raw, &first, &id, err);
  host_of_raw->add_series(host_of_raw, id, nullptr, 0, &counter, err);
  host_of_raw->add_family(host_of_raw, &second, &id, err);
  host_of_raw->add_series(host_of_raw, id, nullptr, 0, &histogram, err);
  return WEIR_OK;
}

void Push(const weir_sink* sink, weir_slot slot, double value) {
  sink->push(sink, &slot, &value, nullptr, 1);
}

std::string Collected(weir_status (*what)(const weir_sink* sink, weir_error* err)) {
  raw_describe = DescribeTwo;
  raw_collect = what;
  Host host(Raw(), "{}");
  host.Describe();
  host.Collect();
  return host.Text();
}

TEST(TestingHost, FindsAnUnknownSlot) {
  EXPECT_EQ(Collected([](const weir_sink* sink, weir_error*) -> weir_status {
              Push(sink, 77, 1);
              return WEIR_OK;
            }),
            "# MISTAKE pushed to the unknown slot 77\n");
}

TEST(TestingHost, FindsHalfAHistogram) {
  EXPECT_EQ(Collected([](const weir_sink* sink, weir_error*) -> weir_status {
              Push(sink, histogram, 1);
              return WEIR_OK;
            }),
            "# MISTAKE h{}: pushed in part\n");
}

TEST(TestingHost, FindsValuesThatATypeForbids) {
  EXPECT_EQ(Collected([](const weir_sink* sink, weir_error*) -> weir_status {
              Push(sink, counter, -1);
              Push(sink, histogram, 5);
              Push(sink, histogram + 1, 4);
              Push(sink, histogram + 2, 1);
              return WEIR_OK;
            }),
            "# MISTAKE c_total{}: a counter that is NaN or negative\n"
            "# MISTAKE h{}: buckets that fall\n");
}

TEST(TestingHost, FindsExemplarsThatTheRulesForbid) {
  EXPECT_EQ(Collected([](const weir_sink* sink, weir_error*) -> weir_status {
              static const std::string long_text(128, 'x');
              weir_str name = weir_cstr("n"), value = weir_cstr(long_text.c_str());
              weir_exemplar exemplar = {sizeof exemplar, counter, 1, 0, &name, &value, 1};
              sink->exemplar(sink, &exemplar);
              exemplar.label_count = 0;
              exemplar.timestamp_ms = -1;
              sink->exemplar(sink, &exemplar);
              exemplar.slot = histogram + 2;
              sink->exemplar(sink, &exemplar);
              return WEIR_OK;
            }),
            "# MISTAKE c_total{}: an exemplar of more than 128 characters\n"
            "# MISTAKE c_total{}: an exemplar of a time that is not from 1970 to 9999\n"
            "# MISTAKE h{}: an exemplar of neither a bucket nor a counter named _total\n");
}

const weir_ext_native_histogram* NativeHistograms() {
  return static_cast<const weir_ext_native_histogram*>(
      host_of_raw->get_extension(host_of_raw, WEIR_EXT_NATIVE_HISTOGRAM));
}

TEST(TestingHost, FindsANativeHistogramOfNoHistogram) {
  EXPECT_EQ(Collected([](const weir_sink* sink, weir_error*) -> weir_status {
              weir_native_histogram native = {};
              NativeHistograms()->attach(sink, counter, &native);
              NativeHistograms()->attach(sink, histogram + 1, &native);
              return WEIR_OK;
            }),
            "# MISTAKE native histogram for slot 1, where no histogram begins\n"
            "# MISTAKE native histogram for slot 3, where no histogram begins\n");
}

weir_native_histogram native;
std::string WithNative() {
  std::string text = Collected([](const weir_sink* sink, weir_error*) -> weir_status {
    for (weir_slot i = 0; i < 3; ++i) Push(sink, histogram + i, 3);
    NativeHistograms()->attach(sink, histogram, &native);
    return WEIR_OK;
  });
  return text.substr(text.find("# MISTAKE"));
}

TEST(TestingHost, FindsTheMistakesOfNativeHistograms) {
  static const weir_bucket_span kFalling[] = {{5, 1}, {-1, 1}}, kOne[] = {{0, 1}};
  static const weir_bucket_span kNone[] = {{0, 0}}, kFar[] = {{1026, 1}};
  static const uint64_t kCounts[] = {1, 2};
  const weir_sparse_buckets none = {nullptr, 0, nullptr, 0}, good = {kOne, 1, kCounts + 1, 1};
  const struct {
    weir_native_histogram native;
    const char* mistake;
  } kCases[] = {
      {{9, 0, 0, 1, good, none}, "a schema that is not from -4 to 8"},
      {{0, 0, -1, 1, good, none}, "a zero threshold that is negative or not finite"},
      {{0, 0, 0, 0, good, none}, "a native histogram that does not add up to the count"},
      {{0, 0, 0, 0, {kFalling, 2, kCounts, 2}, none},
       "a native histogram with spans that do not rise"},
      {{0, 0, 0, 0, none, {kNone, 1, kCounts, 0}}, "a native histogram with a span of no buckets"},
      {{0, 0, 0, 1, {kOne, 1, kCounts, 2}, none},
       "a native histogram with spans of fewer buckets than counts"},
      {{0, 0, 0, 3, {kOne, 1, kCounts, 0}, none},
       "a native histogram with spans of more buckets than counts"},
      {{0, 0, 0, 2, {kFar, 1, kCounts, 1}, none}, "a bucket where there are no doubles"}};
  for (const auto& each : kCases) {
    native = each.native;
    EXPECT_EQ(WithNative(), std::string("# MISTAKE h{}: ") + each.mistake + "\n");
  }
}

TEST(TestingHost, FindsAFailureWithoutAMessage) {
  EXPECT_EQ(Collected([](const weir_sink*, weir_error*) -> weir_status { return WEIR_E_INTERNAL; }),
            "# MISTAKE collect: no message\n");
}

TEST(TestingHost, FindsANumberOfAFailedCollection) {
  static weir_slot kept;
  raw_describe = DescribeTwo;
  raw_collect = [](const weir_sink*, weir_error* err) -> weir_status {
    weir_family late = Family(WEIR_GAUGE, "late");
    weir_family_id id = 0;
    host_of_raw->add_family(host_of_raw, &late, &id, err);
    host_of_raw->add_series(host_of_raw, id, nullptr, 0, &kept, err);
    return weir_fail(err, WEIR_E_INTERNAL, "failed");
  };
  Host host(Raw(), "{}");
  host.Describe();
  host.Collect();
  raw_collect = [](const weir_sink* sink, weir_error*) -> weir_status {
    Push(sink, kept, 1);
    return WEIR_OK;
  };
  host.Collect();
  EXPECT_EQ(host.Text(), "# MISTAKE pushed to the unknown slot " + std::to_string(kept) + "\n");
}

TEST(TestingHost, FindsAnAddOutsideOfTheCalls) {
  raw_describe = DescribeTwo;
  Host host(Raw(), "{}");
  weir_family late = Family(WEIR_GAUGE, "late");
  weir_family_id id = 7;
  weir_error error = {};
  EXPECT_EQ(host_of_raw->add_family(host_of_raw, &late, &id, &error), WEIR_E_INVALID);
  EXPECT_EQ(id, 7U);
  EXPECT_EQ(host.Text(), "# MISTAKE add_family outside of describe() and collect()\n");
}

// As the host would.
TEST(TestingHost, RefusesUnitsBoundsAndStatesWhereNoneBelong) {
  static const double kBounds[] = {1};
  static const weir_str kState = weir_cstr("on");
  static std::vector<weir_status> said;
  said.clear();
  raw_describe = [](weir_error* err) -> weir_status {
    const auto add = [err](weir_family family, const char* unit) {
      weir_family_id id = 0;
      family.unit = weir_cstr(unit);
      said.push_back(host_of_raw->add_family(host_of_raw, &family, &id, err));
    };
    weir_family bounds = Family(WEIR_GAUGE, "bounds"), states = Family(WEIR_GAUGE, "states");
    bounds.bounds = kBounds;
    bounds.bound_count = 1;
    states.states = &kState;
    states.state_count = 1;
    add(Family(WEIR_COUNTER, "a_seconds_total"), "seconds");
    add(Family(WEIR_GAUGE, "b_seconds"), "seconds");
    add(Family(WEIR_COUNTER, "c_total"), "seconds");
    add(Family(WEIR_GAUGE, "_seconds"), "seconds");
    add(Family(WEIR_INFO, "d_seconds"), "seconds");
    add(bounds, "");
    add(states, "");
    return WEIR_OK;
  };
  Host host(Raw(), "{}");
  host.Describe();
  const weir_status bad = WEIR_E_INVALID;
  EXPECT_EQ(said, (std::vector<weir_status>{WEIR_OK, WEIR_OK, bad, bad, bad, bad, bad}));
}

TEST(TestingHost, CallsNothingAfterAFailedDescribe) {
  raw_describe = [](weir_error* err) { return weir_fail(err, WEIR_E_INVALID, "bad"); };
  raw_collect = [](const weir_sink*, weir_error*) -> weir_status {
    ADD_FAILURE() << "collect was called";
    return WEIR_OK;
  };
  Host host(Raw(), "{}");
  EXPECT_EQ(host.Describe(), WEIR_E_INVALID);
  EXPECT_EQ(host.Collect(), WEIR_E_INVALID);
  EXPECT_EQ(host.error(), "bad");
}

TEST(TestingHost, RefusesWhatIsNoJson) {
  for (const char* text : {"", "{", "[1,]", "{\"a\" 1}", "{\"a\":1,\"a\":2}", "\"\\x\"", "tru",
                           "1 2", "\"", "{\"a\":\"\\u12\"}"}) {
    EXPECT_THROW(JsonReader::Read(text), std::invalid_argument) << text;
  }
}

TEST(TestingHost, ReadsEscapesInJson) {
  EXPECT_EQ(JsonReader::Read(R"("\u00e9\ud83d\ude00\t\/")").text, "\u00e9\U0001F600\t/");
}

TEST(TestingHost, KnowsUtf8) {
  EXPECT_TRUE(IsUtf8("a\u00e9\u20ac\U0001F600"));
  for (const char* text : {"\x80", "\xc0\x80", "\xe0\x80\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80",
                           "\xf5\x80\x80\x80", "\xc3", "\xe2\x82"}) {
    EXPECT_FALSE(IsUtf8(text));
  }
}

}  // namespace

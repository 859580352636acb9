// Whole pages, compared with testdata/*.txt; protobuf as a dump of its bytes. WEIR_REWRITE_GOLDEN=1
// in the environment writes them anew; read the difference before it is committed.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iomanip>
#include <limits>
#include <sstream>
#include <string>

#include "pages.h"
#include "strict_parser.h"

namespace weir::expose {
namespace {

using series::Bounded;
using series::Counter;
using series::Gauge;
using series::Histogram;
using series::Scalar;
using series::StateSet;
using series::Summary;
using series::Type;

const double kNaN = std::numeric_limits<double>::quiet_NaN();

void ExpectGolden(const std::string& name, const std::string& page) {
  const std::string path = std::string(WEIR_TEST_DATA) + "/" + name;
  if (std::getenv("WEIR_REWRITE_GOLDEN") != nullptr) std::ofstream(path) << page;
  std::ifstream file(path);
  ASSERT_TRUE(file) << path;
  std::ostringstream golden;
  golden << file.rdbuf();
  EXPECT_EQ(page, golden.str()) << path;
}

// Bytes as lines of sixteen: hexadecimal, and as characters where they are any.
std::string Dump(const std::string& bytes) {
  std::ostringstream out;
  out << std::hex << std::setfill('0');
  for (size_t begin = 0; begin < bytes.size(); begin += 16) {
    const std::string line = bytes.substr(begin, 16);
    for (const char c : line)
      out << std::setw(2) << static_cast<int>(static_cast<uint8_t>(c)) << ' ';
    out << std::string(3 * (16 - line.size()) + 1, ' ');
    for (const char c : line) out << (c > ' ' && c <= '~' ? c : '.');
    out << '\n';
  }
  return out.str();
}

// In all formats; all must be strictly right too.
void ExpectGoldenPages(const std::string& name, Collected& collected) {
  const Shown shown = Shown().Add(collected.Commit());
  const std::string text = shown.Text(Format::kText),
                    openmetrics = shown.Text(Format::kOpenMetrics), protobuf = shown.Protobuf();
  ExpectGolden(name + ".txt", text);
  ExpectGolden(name + ".openmetrics.txt", openmetrics);
  ExpectGolden(name + ".protobuf.txt", Dump(protobuf));
  EXPECT_NO_THROW(strict::ParseProtobuf(protobuf));
  EXPECT_NO_THROW(strict::ParseText(text)) << text;
  EXPECT_NO_THROW(strict::ParseOpenMetrics(openmetrics)) << openmetrics;
}

Family WithUnit(Family family, const std::string& unit) {
  family.unit = unit;
  return family;
}

Family WithHelp(Family family, const std::string& help) {
  family.help = help;
  return family;
}

TEST(GoldenPage, HasEveryTypeOfTheAbi) {
  Collected collected;
  collected.Show(Counter("foo_metric"), {}, {1})
      .Show(Counter("requests_total", {"path", "code"}), {"/", "200"}, {1027})
      .Show(Counter("requests_total", {"path", "code"}), {"/", "500"}, {kInf})
      .Show(WithUnit(Counter("cpu_seconds_total", {"cpu"}), "seconds"), {"0"}, {1234.5678})
      .Show(WithUnit(Gauge("temperature_celsius", {"room"}), "celsius"), {"north"}, {-3.25})
      .Show(Gauge("specials", {"is"}), {"nan"}, {kNaN})
      .Show(Gauge("specials", {"is"}), {"inf"}, {kInf})
      .Show(Gauge("specials", {"is"}), {"minus_inf"}, {-kInf})
      .Show(Gauge("specials", {"is"}), {"minus_zero"}, {-0.0})
      .Show(Scalar(Type::kUntyped, "untyped_thing"), {}, {42})
      .Show(Histogram("latency_seconds", {0.25, 1, 1e6}, {"route"}), {"b"}, {1, 2, 2, 3, 4.5})
      .Show(Histogram("latency_seconds", {0.25, 1, 1e6}, {"route"}), {"a"}, {0, 0, 0, 0, 0})
      .Show(Histogram("no_buckets", {}), {}, {7, 21})
      .Show(Bounded(Type::kGaugeHistogram, "queue_size_bytes", {10, 100}, {"queue"}), {"in"},
            {3, 4, 6, 250})
      .Show(Bounded(Type::kGaugeHistogram, "queue_size_bytes", {10, 100}, {"queue"}), {"out"},
            {0, 1, 1, 50})
      .Show(Summary("rpc_seconds", {0, 0.5, 0.99, 1}), {}, {0.001, 0.02, 0.3, kNaN, 100, 2.5})
      .Show(Summary("no_quantiles", {}, {"x"}), {"1"}, {3, 4})
      .Show(Scalar(Type::kInfo, "build_info", {"version"}), {"1.2"}, {1})
      .Show(Scalar(Type::kInfo, "nameless", {"version"}), {"1.3"}, {1})
      .Show(StateSet("power", {"off", "on", "very \"on\""}, {"host"}), {"a"}, {0, 1, 0});
  ExpectGoldenPages("all_types", collected);
}

// The same names in each escaping: as text, which 0.0.4 and 1.0.0 share, and as OpenMetrics.
void ExpectGoldenEscapings(const std::string& name, const Shown& shown) {
  const std::pair<const char*, Escaping> kEscapings[] = {
      {"utf8", Escaping::kAllowUtf8}, {"dots", Escaping::kDots}, {"values", Escaping::kValues}};
  for (const auto& [word, escaping] : kEscapings) {
    const auto names =
        escaping == Escaping::kAllowUtf8 ? strict::Names::kUtf8 : strict::Names::kLegacy;
    const std::string text = shown.Text(Format::kText, escaping),
                      openmetrics = shown.Text(Format::kOpenMetrics, escaping);
    ExpectGolden(name + "." + word + ".txt", text);
    ExpectGolden(name + "." + word + ".openmetrics.txt", openmetrics);
    EXPECT_NO_THROW(strict::ParseText(text, names)) << text;
    EXPECT_NO_THROW(strict::ParseOpenMetrics(openmetrics, names)) << openmetrics;
  }
}

// Of names that are not legacy: of every kind that has samples of several names, or labels.
TEST(GoldenPage, PutsNamesAsTheEscapingSays) {
  Collected collected;
  collected.Show(Gauge("plain_name", {"a_b"}), {"1"}, {1})
      .Show(Gauge("größe.m", {"http.route", "größe"}), {"/a", "\"1\""}, {7})
      .Show(Gauge("without.labels"), {}, {2})
      .Show(Counter("requests.total_total"), {}, {3})
      .Show(Counter("my.requests", {"x"}), {"1"}, {4})
      .Show(Histogram("http.latency", {0.5}, {"x"}), {"y"}, {1, 2, 3})
      .Show(Summary("rpc.time", {0.5}), {}, {1, 2, 3})
      .Show(Bounded(Type::kGaugeHistogram, "queue.size", {1}), {}, {1, 2, 3})
      .Show(StateSet("power.supply"), {}, {1, 0})
      .Show(StateSet("job:state"), {}, {1, 0})
      .Show(Scalar(Type::kInfo, "build.info_info", {"v.w"}), {"1"}, {1})
      .Show(Gauge("quote\"and\\slash"), {}, {5});
  ExpectGoldenEscapings("names", Shown().Add(collected.Commit()));
}

TEST(GoldenPage, EscapesHelpLabelsAndNames) {
  Collected collected;
  collected.Show(WithHelp(Gauge("help"), "Line\nbreak, \\ backslash, \"quotes\", é."), {}, {1})
      .Show(WithHelp(Gauge("no_help"), ""), {}, {1})
      .Show(WithHelp(Gauge("hash"), "# TYPE hash counter"), {}, {1})
      .Show(Gauge("labels", {"x"}), {"a\"b"}, {1})
      .Show(Gauge("labels", {"x"}), {"a\\b"}, {2})
      .Show(Gauge("labels", {"x"}), {"a\nb"}, {3})
      .Show(Gauge("labels", {"x"}), {"\\n"}, {4})
      .Show(Gauge("labels", {"x"}), {"tab\there, carriage\rreturn, }{=,"}, {5})
      .Show(Gauge("labels", {"x"}), {"größe €"}, {6})
      .Show(Gauge("http.server.duration", {"http.route", "größe"}), {"/a", "1"}, {7})
      .Show(StateSet("power.supply"), {}, {1, 0})
      .Show(Histogram("http.latency", {0.5}), {}, {1, 2, 3})
      .Show(Gauge("rule:sum"), {}, {8});
  ExpectGoldenPages("escapes", collected);
}

// A name that OpenMetrics keeps for another type is `unknown` there, and called the same.
TEST(GoldenPage, RenamesNothingForOpenMetrics) {
  Collected collected;
  collected.Show(Gauge("x"), {}, {1})
      .Show(Counter("x_total"), {}, {2})
      .Show(Counter("y_total"), {}, {3})
      .Show(Gauge("y_created"), {}, {4})
      .Show(Counter("z_total"), {}, {5})
      .Show(Scalar(Type::kInfo, "z_info", {"v"}), {"1"}, {1})
      .Show(Counter("_total"), {}, {6})
      .Show(Histogram("h", {1}), {}, {1, 2, 3})
      .Show(Counter("h_created_total"), {}, {7})
      .Show(Gauge("h_created"), {}, {8})
      .Show(Summary("s", {0.5}, {"l"}), {"a"}, {1, 2, 3})
      .Show(Summary("s", {0.5}, {"l"}), {"b"}, {4, 5, 6})
      .Show(Gauge("s_created"), {}, {9})
      .Show(Histogram("negative", {-1, 0, 1}, {"l"}), {"a"}, {1, 2, 3, 4, -5})
      .Show(Histogram("negative", {-1, 0, 1}, {"l"}), {"b"}, {0, 0, 0, 0, 0})
      .Show(Bounded(Type::kGaugeHistogram, "negative_gauge", {-1, 1}), {}, {1, 2, 3, -5})
      .Show(StateSet("job:state"), {}, {1, 0})
      .Show(Gauge("gauge_total"), {}, {10})
      .Show(Gauge("gauge_info"), {}, {11});
  ExpectGoldenPages("openmetrics_names", collected);
}

TEST(GoldenPage, HasTimestampsAndExemplars) {
  series::Recorder::Options options;
  options.honor_timestamps = true;
  Collected collected(options);
  auto& recorded = collected.recorded();
  const Slot counter = recorded.Add(Counter("a_total", {"x"}), {"1"});
  recorded.Push(counter, 1, 1700000000123);
  recorded.Push(recorded.Add(Counter("a_total", {"x"}), {"2"}), 2, 1700000000000);
  recorded.Push(recorded.Add(Counter("a_total", {"x"}), {"3"}), 3);
  const Slot histogram = recorded.Add(Histogram("h", {0.5}));
  recorded.PushAll(histogram, {1, 2, 3});
  recorded.Push(histogram, 1, 1);
  const Slot gauges = recorded.Add(Bounded(Type::kGaugeHistogram, "gh", {0.5}));
  recorded.PushAll(gauges, {1, 2, 3});
  const Slot unknown = recorded.Add(Histogram("negative", {-1}));
  recorded.PushAll(unknown, {1, 2, 3});
  const std::string_view names[] = {"trace_id", "span"}, values[] = {"ab\"c\n", ""};
  auto& recorder = recorded.recorder();
  recorder.AddExemplar(counter, 0.67, 1700000000001, names, values);
  recorder.AddExemplar(histogram, 0.4, 0, {}, {});
  recorder.AddExemplar(histogram + 1, 9, 1500, std::span(names, 1), std::span(values, 1));
  recorder.AddExemplar(gauges + 1, -kInf, 0, std::span(names, 1), std::span(values, 1));
  recorder.AddExemplar(unknown, 1, 0, std::span(names, 1), std::span(values, 1));
  ExpectGoldenPages("timestamps_and_exemplars", collected);
}

}  // namespace
}  // namespace weir::expose

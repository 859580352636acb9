#include "config/settings.h"

#include <array>
#include <optional>
#include <string>

#include "config/duration.h"
#include "config/labels.h"
#include "config/one_of.h"
#include "config/sandbox_section.h"
#include "config/size.h"

namespace weir::config {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;

constexpr Duration kWeek = hours(7 * 24);
constexpr size_t kKiB = 1024;
constexpr size_t kMiB = 1024 * kKiB;
constexpr size_t kGiB = 1024 * kMiB;
constexpr std::array<Choice<Isolation>, 2> kIsolations = {
    {{"process", Isolation::kProcess}, {"in_process", Isolation::kInProcess}}};

constexpr std::array<Choice<LogLevel>, 4> kLogLevels = {{{"debug", LogLevel::kDebug},
                                                         {"info", LogLevel::kInfo},
                                                         {"warn", LogLevel::kWarning},
                                                         {"error", LogLevel::kError}}};

auto DurationBetween(Duration least, Duration most) {
  return [=](const std::string& text) { return ParseDuration(text, least, most); };
}

auto CountBetween(size_t least, size_t most) {
  return [=](const std::string& text) { return ParseCount(text, least, most); };
}

auto SizeBetween(size_t least, size_t most) {
  return [=](const std::string& text) { return ParseSize(text, least, most); };
}

// Nothing for on_scrape.
Result<std::optional<Duration>> ParseInterval(const std::string& text) {
  if (text == "on_scrape") return std::optional<Duration>();
  const Result<Duration> interval = ParseDuration(text, milliseconds(100), kWeek);
  if (interval) return std::optional(*interval);
  if (text.empty() || text[0] < '0' || text[0] > '9') {
    return Fail("is neither on_scrape nor a duration such as 15s");
  }
  return Fail(interval.error().message);
}

// Whether there was a value.
template <class T, class U>
bool Set(T& target, const std::optional<U>& value) {
  if (value) target = *value;
  return value.has_value();
}

TimesSet ReadTimes(MapReader& map, Collector& collector) {
  const auto pause = DurationBetween(Duration(0), kWeek);
  const auto patience = DurationBetween(milliseconds(1), hours(1));
  TimesSet set;
  set.interval_wrong = !Set(collector.interval, map.Read("interval", ParseInterval)) &&
                       map.Find("interval") != nullptr;
  set.min_interval = Set(collector.min_interval, map.Read("min_interval", pause));
  set.timeout = Set(collector.timeout, map.Read("timeout", patience));
  Set(collector.start_timeout, map.Read("start_timeout", patience));
  Set(collector.max_staleness, map.Read("max_staleness", DurationBetween(Duration(0), 52 * kWeek)));
  return set;
}

void ReadProcessLimits(MapReader& map, ProcessLimits& limits) {
  Set(limits.memory_bytes, map.Read("memory", SizeBetween(16 * kMiB, 1024 * kGiB)));
  Set(limits.open_files, map.ReadUnquoted("open_files", CountBetween(16, 1'048'576)));
  Set(limits.threads, map.ReadUnquoted("threads", CountBetween(1, 32'768)));
  Set(limits.output_bytes, map.Read("output", SizeBetween(64 * kKiB, kGiB)));
}

void ReadLimits(const Node& node, const std::string& context, Reading& reading,
                Collector& collector) {
  Limits& limits = collector.limits;
  MapReader map(node, context + "limits: ", reading);
  Set(limits.series, map.ReadUnquoted("series", CountBetween(1, 10'000'000)));
  Set(limits.labels, map.ReadUnquoted("labels", CountBetween(0, 1024)));
  Set(limits.name_bytes, map.Read("name", SizeBetween(1, 64 * kKiB)));
  Set(limits.value_bytes, map.Read("label_value", SizeBetween(1, 1024 * kKiB)));
  Set(limits.help_bytes, map.Read("help", SizeBetween(0, 1024 * kKiB)));
  ReadProcessLimits(map, collector.process_limits);
  map.RefuseUnknown();
}

}  // namespace

TimesSet ReadSettings(MapReader& map, Reading& reading, Collector& collector) {
  Set(collector.required, map.ReadBool("required"));
  const TimesSet times = ReadTimes(map, collector);
  Set(collector.honor_timestamps, map.ReadBool("honor_timestamps"));
  Set(collector.created_timestamps, map.ReadBool("created_timestamps"));
  Set(collector.log_level, map.Read("log_level", OneOf(kLogLevels, "a level")));
  if (const Entry* labels = map.Find("labels")) {
    ReadLabels(labels->value, map.context(), reading, collector.labels);
  }
  if (const Entry* limits = map.Find("limits")) {
    ReadLimits(limits->value, map.context(), reading, collector);
  }
  Set(collector.isolation, map.Read("isolation", OneOf(kIsolations, "an isolation")));
  if (const Entry* sandbox = map.Find("sandbox")) {
    ReadSandbox(sandbox->value, map.context(), reading, collector.sandbox);
  }
  return times;
}

}  // namespace weir::config

#include "loadavg.h"

#include <charconv>

#include "scan.h"

namespace weir::linux_plugin {
namespace {

bool ParseLoad(std::string_view word, double* load) {
  if (word.empty() || word.front() < '0' || word.front() > '9') return false;
  const char* end = word.data() + word.size();
  auto [stop, error] = std::from_chars(word.data(), end, *load, std::chars_format::fixed);
  return error == std::errc() && stop == end;
}

}  // namespace

std::optional<LoadAverage> ParseLoadAverage(std::string_view text) {
  LoadAverage load = {};
  text = Trim(text);
  for (double* value : {&load.minutes1, &load.minutes5, &load.minutes15}) {
    if (!ParseLoad(NextWord(&text), value)) return std::nullopt;
  }
  return load;
}

void LoadAverageGroup::Describe(Registry& registry) {
  auto add = [&](const char* name, const char* minutes) {
    return registry.Gauge(name, std::string("Load average over ") + minutes + ".").Add();
  };
  minutes1_ = add("node_load1", "one minute");
  minutes5_ = add("node_load5", "five minutes");
  minutes15_ = add("node_load15", "fifteen minutes");
}

void LoadAverageGroup::Collect(const Round& round) {
  std::optional<std::string_view> text = file_.Read();
  if (!text) return ReportUnreadable(round.sink, file_);
  std::optional<LoadAverage> load = ParseLoadAverage(*text);
  if (!load) return ReportMalformed(round.sink, file_, Trim(*text));
  round.sink.Push(minutes1_, load->minutes1);
  round.sink.Push(minutes5_, load->minutes5);
  round.sink.Push(minutes15_, load->minutes15);
}

}  // namespace weir::linux_plugin

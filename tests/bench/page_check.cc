#include "page_check.h"

#include <charconv>
#include <cmath>
#include <cstring>
#include <limits>
#include <optional>

namespace weir::bench {
namespace {

constexpr uint64_t kGenerations = 100'000;

std::optional<double> ParseValue(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

tl::unexpected<Error> Wrong(const char* what, std::string_view line) {
  return Fail(std::string(what) + ": " + std::string(line.substr(0, 200)));
}

// Calls take(line) for each line without its line feed, until one fails.
template <class Take>
Result<void> ForEachLine(std::string_view page, Take take) {
  while (!page.empty()) {
    const size_t end = page.find('\n');
    if (end == std::string_view::npos) return Fail("the last line does not end");
    if (Result<void> taken = take(page.substr(0, end)); !taken) return taken;
    page.remove_prefix(end + 1);
  }
  return {};
}

// The name of the series whose place another took: without the collection that it came in.
std::string FirstBorn(std::string prefix) {
  const size_t end = prefix.rfind('"');
  const size_t begin = prefix.rfind('"', end - 1);
  const size_t mark = prefix.find(kReborn, std::min(begin, prefix.size()));
  return mark < end ? prefix.erase(mark, end - mark) : prefix;
}

}  // namespace

PageLines CountLines(std::string_view page) {
  PageLines lines;
  lines.whole = page.ends_with('\n');
  while (!page.empty()) {
    ++(page.starts_with(kNamePrefix) ? lines.samples : lines.others);
    const size_t end = page.find('\n');
    page.remove_prefix(end == std::string_view::npos ? page.size() : end + 1);
  }
  return lines;
}

PageCheck::PageCheck(const Workload& workload, Values values, Change change)
    : workload_(workload), mode_(values), change_(change) {
  prefixes_.reserve(workload.series());
  by_prefix_.reserve(workload.series());
  for (size_t i = 0; i < workload.series(); ++i) {
    prefixes_.push_back(workload.Prefix(i));
    by_prefix_.emplace(prefixes_.back(), i);
  }
}

Result<void> PageCheck::Read(std::string_view page) {
  const std::vector<double> before = std::exchange(
      values_, std::vector<double>(workload_.series(), std::numeric_limits<double>::quiet_NaN()));
  definitions_.assign(workload_.families(), 0);
  Result<void> read = ForEachLine(page, [this](std::string_view line) -> Result<void> {
    if (line.starts_with('#')) return ReadComment(line);
    return line.starts_with(kNamePrefix) ? ReadSample(line) : Result<void>();
  });
  if (read) read = CheckDefinitions();
  if (read && mode_ == Values::kExact) read = CheckExact();
  const bool changes = change_ == Change::kAll || change_ == Change::kChurn;
  return read && changes ? CheckChanged(before) : read;
}

Result<void> PageCheck::ReadComment(std::string_view line) {
  constexpr std::string_view kType = "# TYPE ";
  constexpr std::string_view kHelp = "# HELP ";
  const size_t name = std::min(line.size(), kType.size());
  if (!line.substr(name).starts_with(kNamePrefix)) return {};
  const auto number = ParseValue(line.substr(name + kNamePrefix.size(), 3));
  if (!number || *number >= static_cast<double>(workload_.families())) {
    return Wrong("an unknown family", line);
  }
  const auto family = static_cast<size_t>(*number);
  const std::string type = Workload::IsCounter(family) ? " counter" : " gauge";
  const std::string help = " " + Workload::HelpOf(family);
  const std::string full = Workload::NameOf(family);
  const std::string base = full.substr(0, full.rfind("_total"));  // OpenMetrics' name of a counter
  if (line != std::string(kType) + full + type && line != std::string(kHelp) + full + help &&
      line != std::string(kType) + base + type && line != std::string(kHelp) + base + help) {
    return Wrong("a wrong definition", line);
  }
  ++definitions_[family];
  return {};
}

Result<void> PageCheck::ReadSample(std::string_view line) {
  const size_t blank = line.rfind(' ');
  std::string prefix(line.substr(0, blank));
  if (change_ == Change::kChurn) prefix = FirstBorn(std::move(prefix));
  const auto found = by_prefix_.find(prefix);
  if (blank == std::string_view::npos || found == by_prefix_.end()) {
    return Wrong("an unknown series", line);
  }
  const auto value = ParseValue(line.substr(blank + 1));
  if (!value || std::isnan(*value)) return Wrong("no value", line);
  if (!std::isnan(values_[found->second])) return Wrong("a series twice", line);
  values_[found->second] = *value;
  return {};
}

Result<void> PageCheck::CheckDefinitions() {
  for (size_t i = 0; i < definitions_.size(); ++i) {
    if (definitions_[i] != 2) return Fail(Workload::NameOf(i) + ": HELP or TYPE missing or twice");
  }
  for (size_t i = 0; i < values_.size(); ++i) {
    if (std::isnan(values_[i])) return Fail("a series is missing: " + prefixes_[i]);
  }
  return {};
}

Result<void> PageCheck::CheckExact() {
  // A series that was touched in a generation tells of it until it is touched again.
  const auto tells = [this](uint64_t generation) {
    const size_t series = std::min<size_t>(generation % kTurns, values_.size() - 1);
    return values_[series] == ValueOf(change_, series, generation);
  };
  uint64_t generation = generation_ + 1;
  while (change_ != Change::kNone && !(tells(generation) && !tells(generation + 1))) {
    if (++generation > generation_ + kGenerations) return Fail("values of no newer collection");
  }
  generation_ = change_ == Change::kNone ? generation_ : generation;
  for (size_t i = 0; i < values_.size(); ++i) {
    if (values_[i] != ValueOf(change_, i, generation)) {
      return Fail("not the value that was pushed: " + prefixes_[i]);
    }
  }
  return {};
}

Result<void> PageCheck::CheckChanged(const std::vector<double>& before) const {
  for (size_t i = 0; i < before.size(); ++i) {
    if (values_[i] == before[i]) return Fail("a value that did not change: " + prefixes_[i]);
  }
  return {};
}

}  // namespace weir::bench

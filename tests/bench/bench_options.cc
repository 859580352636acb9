#include "bench_options.h"

#include <charconv>
#include <map>
#include <optional>
#include <string_view>

namespace weir::bench {
namespace {

std::optional<size_t> ParseCount(std::string_view text) {
  size_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value == 0) return std::nullopt;
  return value;
}

std::optional<std::vector<size_t>> ParseCounts(std::string_view text) {
  std::vector<size_t> counts;
  for (size_t begin = 0; begin <= text.size();) {
    const size_t end = std::min(text.find(',', begin), text.size());
    const auto count = ParseCount(text.substr(begin, end - begin));
    if (!count) return std::nullopt;
    counts.push_back(*count);
    begin = end + 1;
  }
  return counts;
}

// False for an unknown key or a value that it cannot have.
bool Set(BenchOptions& options, const std::string& key, const std::string& value) {
  const std::map<std::string, std::string*> texts = {
      {"--weir", &options.weir},     {"--plugins", &options.plugins},
      {"--peer", &options.peer},     {"--promhttp", &options.promhttp},
      {"--folder", &options.folder}, {"--count", &options.count},
      {"--json", &options.json},     {"--differences", &options.differences}};
  if (const auto text = texts.find(key); text != texts.end()) {
    *text->second = value;
    return true;
  }
  if (key == "--sizes") {
    const auto sizes = ParseCounts(value);
    if (sizes) options.sizes = *sizes;
    return sizes.has_value();
  }
  const auto count = ParseCount(value);
  if (!count || (key != "--scrapes" && key != "--turns")) return false;
  (key == "--scrapes" ? options.scrapes : options.turns) = *count;
  return true;
}

}  // namespace

Result<BenchOptions> ParseOptions(int argc, char** argv) {
  BenchOptions options;
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  for (size_t i = 0; i < arguments.size(); ++i) {
    if (arguments[i] == "--check") {
      options.check = true;
    } else if (i + 1 == arguments.size() || !Set(options, arguments[i], arguments[i + 1])) {
      return Fail("unknown option, or not a value for it: " + arguments[i]);
    } else {
      ++i;
    }
  }
  return options;
}

}  // namespace weir::bench

#include "web/filter.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "web/target.h"

namespace weir::web {
namespace {

bool Contains(const std::vector<std::string>& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

std::optional<std::string> Decoded(std::string_view text) {
  std::string blanks(text);
  std::ranges::replace(blanks, '+', ' ');
  return PercentDecode(blanks);
}

std::vector<std::string>* ListOf(Filter& filter, std::string_view key) {
  if (key == "collect[]") return &filter.collect;
  if (key == "exclude[]") return &filter.exclude;
  return key == "name[]" ? &filter.names : nullptr;
}

// One "key=value".  False: it cannot be decoded.
bool Read(std::string_view parameter, Filter& filter) {
  const size_t equals = parameter.find('=');
  const auto key = Decoded(parameter.substr(0, equals));
  auto value = Decoded(equals == std::string_view::npos ? "" : parameter.substr(equals + 1));
  if (!key || !value) return false;
  if (auto* const list = ListOf(filter, *key)) list->push_back(*std::move(value));
  return true;
}

}  // namespace

bool Filter::Wants(std::string_view collector) const {
  return (collect.empty() || Contains(collect, collector)) && !Contains(exclude, collector);
}

tl::expected<Filter, std::string> ParseFilter(std::string_view query) {
  Filter filter;
  while (!query.empty()) {
    const size_t end = std::min(query.find('&'), query.size());
    if (!Read(query.substr(0, end), filter)) {
      return tl::unexpected<std::string>(
          "The query has a percent sign without two hexadecimal digits.");
    }
    query.remove_prefix(std::min(end + 1, query.size()));
  }
  if (!filter.collect.empty() && !filter.exclude.empty())
    return tl::unexpected<std::string>("Use collect[] or exclude[], not both.");
  return filter;
}

}  // namespace weir::web

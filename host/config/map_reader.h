// Typed access to a map of Weir's own keys.  What was asked for is known; the rest is reported.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "config/node.h"
#include "config/reading.h"

namespace weir::config {

class MapReader {
 public:
  // `context` stands before every message ("collector \"disks\": limits: ").  An empty node is an
  // empty map; another that is no map is reported and read as empty.  Node and reading outlive it.
  MapReader(const Node& node, std::string context, Reading& reading);

  const std::string& context() const { return context_; }

  // Makes the key known.  NULL if the map does not have it.
  const Entry* Find(std::string_view key);

  // The value as `parse` (of a string_view, to Result<T>) understands it.  Nothing if the map does
  // not have the key or, then reported, its value is wrong.  parse's errors follow the value.
  template <class Parse>
  auto Read(std::string_view key, Parse parse) {
    return Parsed(Find(key), parse, false);
  }

  // The same for what is no string in YAML: a value in quotes is refused.
  template <class Parse>
  auto ReadUnquoted(std::string_view key, Parse parse) {
    return Parsed(Find(key), parse, true);
  }

  std::optional<bool> ReadBool(std::string_view key);

  // Reports with the context and, if it is about a key's value, the key.
  void Report(Position position, const std::string& message);
  void ReportValue(const Entry& entry, const std::string& message);

  // To be called when all known keys were asked for.
  void RefuseUnknown();

 private:
  template <class Parse>
  auto Parsed(const Entry* entry, Parse parse, bool unquoted)
      -> std::optional<typename std::invoke_result_t<Parse, const std::string&>::value_type> {
    if (entry == nullptr) return std::nullopt;
    const std::optional<Text> text = reading_.TextOf(entry->value, context_ + entry->key + ": ");
    if (!text || (unquoted && RefuseQuotes(*entry, *text))) return std::nullopt;
    const auto value = parse(text->value);
    if (value) return *value;
    ReportValue(*entry, text->shown + " " + value.error().message);
    return std::nullopt;
  }
  bool RefuseQuotes(const Entry& entry, const Text& text);

  const Node& node_;
  std::string context_;
  Reading& reading_;
  std::vector<std::string_view> known_;
};

}  // namespace weir::config

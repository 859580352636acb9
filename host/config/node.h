// A YAML document as a tree: what the parser saw, without meaning.  Maps keep the file's order.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/source.h"

namespace weir::config {

struct Entry;

struct Node {
  enum class Kind {
    kNull,
    kScalar,
    kList,
    kMap,
    kRefused,  // reported already: readers pass over it
  };
  Kind kind = Kind::kNull;
  Position position;
  std::string text;            // of a scalar
  bool plain = false;          // a scalar without quotes and tag: its look decides its type
  std::string tag;             // "str", "int", ... where one of YAML's core tags is written
  std::vector<Node> items;     // of a list
  std::vector<Entry> entries;  // of a map; each key once
};

struct Entry {
  std::string key;
  Position position;  // of the key
  Node value;
};

// For messages: "a list".
std::string_view KindName(const Node& node);

}  // namespace weir::config

#include "config/node.h"

namespace weir::config {

std::string_view KindName(const Node& node) {
  switch (node.kind) {
    case Node::Kind::kNull:
      return "empty";
    case Node::Kind::kList:
      return "a list";
    case Node::Kind::kMap:
      return "a map";
    case Node::Kind::kScalar:
    case Node::Kind::kRefused:
      break;
  }
  return "a single value";
}

}  // namespace weir::config

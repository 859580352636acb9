#include "config/reading.h"

#include <utility>

#include "config/quoted.h"

namespace weir::config {

std::optional<Text> Reading::TextOf(const Node& node, const std::string& context) {
  if (node.kind == Node::Kind::kScalar) return Text{node.text, Quoted(node.text), !node.plain};
  if (node.kind == Node::Kind::kRefused) return std::nullopt;
  if (maps_ == Maps::kReferences && IsReference(node)) {
    if (references_.passed_over()) return std::nullopt;
    Result<std::string> text = references_.Resolve(node);
    if (text) return Text{std::move(*text), FormatReference(node), false};
    findings_.Add(node.position, context + text.error().message);
  } else if (node.kind == Node::Kind::kNull) {
    findings_.Add(node.position, context + "a value is missing");
  } else {
    findings_.Add(node.position,
                  context + "must be a single value, but is " + std::string(KindName(node)));
  }
  return std::nullopt;
}

}  // namespace weir::config

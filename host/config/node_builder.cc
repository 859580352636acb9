#include "config/node_builder.h"

#include <algorithm>
#include <array>
#include <utility>

#include "config/quoted.h"
#include "config/yaml_text.h"

namespace weir::config {
namespace {

constexpr std::string_view kCoreTagPrefix = "tag:yaml.org,2002:";
constexpr std::array<std::string_view, 5> kScalarTags = {"str", "int", "float", "bool", "null"};

Position FromMark(const YAML::Mark& mark) { return {mark.line + 1, mark.column + 1}; }

bool FitsKind(std::string_view core_tag, Node::Kind kind) {
  if (kind == Node::Kind::kList) return core_tag == "seq";
  if (kind == Node::Kind::kMap) return core_tag == "map";
  return std::find(kScalarTags.begin(), kScalarTags.end(), core_tag) != kScalarTags.end();
}

}  // namespace

void NodeBuilder::OnDocumentStart(const YAML::Mark& mark) {
  if (!std::exchange(has_document_, true)) return;
  if (!StartsDocument(source_, FromMark(mark).line)) {
    throw Broken{FromMark(mark), "this line fits nothing above it: check the indentation of both"};
  }
  findings_.Add(FromMark(mark), "a second YAML document: one file holds one configuration");
  throw Stop{};
}

Node NodeBuilder::Begin(Node::Kind kind, const YAML::Mark& mark, YAML::anchor_t anchor) {
  Node node;
  node.kind = kind;
  node.position = FromMark(mark);
  if (++nodes_ > kMaxNodes) {
    findings_.Add(node.position,
                  "more than " + std::to_string(kMaxNodes) + " values in one configuration");
    throw Stop{};
  }
  if (anchor != 0) {
    findings_.Add(node.position, "anchors (&) are not supported: write the value where it is used");
  }
  return node;
}

void NodeBuilder::ReadTag(const std::string& tag, Node& node) {
  if (tag.empty() || tag == "?" || tag == "!") return;
  const bool core = tag.starts_with(kCoreTagPrefix);
  const std::string name = core ? tag.substr(kCoreTagPrefix.size()) : tag;
  if (core && FitsKind(name, node.kind)) {
    node.tag = name;
  } else {
    findings_.Add(node.position, "tag " + Quoted(core ? "!!" + name : name) +
                                     " is not supported here: leave it out");
  }
}

void NodeBuilder::OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) {
  Node node = Begin(Node::Kind::kNull, mark, anchor);
  node.position = PositionOfNull(node.position);
  Attach(std::move(node));
}

void NodeBuilder::OnAlias(const YAML::Mark& mark, YAML::anchor_t) {
  Node node = Begin(Node::Kind::kRefused, mark, 0);
  findings_.Add(node.position, "aliases (*) are not supported: write the value out");
  Attach(std::move(node));
}

void NodeBuilder::OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                           const std::string& value) {
  Node node = Begin(Node::Kind::kScalar, mark, anchor);
  ReadTag(tag, node);
  node.text = WithWholeEscapes(value);
  node.plain = tag.empty() || tag == "?";
  CheckQuoteEnds(node);
  Attach(std::move(node));
}

void NodeBuilder::OnSequenceStart(const YAML::Mark& mark, const std::string& tag,
                                  YAML::anchor_t anchor, YAML::EmitterStyle::value) {
  Node node = Begin(Node::Kind::kList, mark, anchor);
  ReadTag(tag, node);
  OpenUp(std::move(node));
}

void NodeBuilder::OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                             YAML::EmitterStyle::value) {
  Node node = Begin(Node::Kind::kMap, mark, anchor);
  ReadTag(tag, node);
  OpenUp(std::move(node));
}

void NodeBuilder::OpenUp(Node node) {
  if (open_.size() == kMaxDepth) {
    findings_.Add(node.position,
                  "lists and maps are nested deeper than " + std::to_string(kMaxDepth));
    throw Stop{};
  }
  Open open;
  open.node = std::move(node);
  open_.push_back(std::move(open));
}

void NodeBuilder::Close() {
  Node node = std::move(open_.back().node);
  open_.pop_back();
  Attach(std::move(node));
}

void NodeBuilder::Attach(Node node) {
  if (open_.empty()) {
    root_ = std::move(node);
  } else if (Open& parent = open_.back(); parent.node.kind == Node::Kind::kList) {
    parent.node.items.push_back(std::move(node));
  } else if (parent.entry) {
    AttachValue(parent, std::move(node));
  } else {
    AttachKey(parent, node);
  }
}

void NodeBuilder::AttachKey(Open& map, const Node& key) {
  map.keep_entry = AcceptKey(map, key);
  map.entry = Entry{key.text, key.position, {}};
}

bool NodeBuilder::AcceptKey(Open& map, const Node& key) {
  if (key.kind == Node::Kind::kRefused) return false;
  if (key.kind != Node::Kind::kScalar) {
    findings_.Add(key.position, "a key must be a single word or string, but this is " +
                                    std::string(KindName(key)));
    return false;
  }
  if (key.plain && key.text == "<<") {
    findings_.Add(key.position, "merge keys (<<) are not supported: write the keys out");
    return false;
  }
  const auto [first, added] = map.keys.emplace(key.text, key.position);
  if (added) return true;
  findings_.Add(key.position, "duplicate key " + Quoted(key.text) + ", first at line " +
                                  std::to_string(first->second.line) + ", column " +
                                  std::to_string(first->second.column));
  return false;
}

void NodeBuilder::AttachValue(Open& map, Node value) {
  Entry entry = std::move(*map.entry);
  map.entry.reset();
  if (!map.keep_entry) return;
  entry.value = std::move(value);
  map.node.entries.push_back(std::move(entry));
}

void NodeBuilder::CheckQuoteEnds(const Node& scalar) {
  const std::string_view text = source_.text();
  if (QuoteEnds(text.substr(source_.OffsetOf(source_.Clamp(scalar.position))))) return;
  throw Broken{scalar.position, "this quote is never closed"};
}

// yaml-cpp marks a value that is not written with whatever follows it.
Position NodeBuilder::PositionOfNull(Position mark) const {
  const Position inside = source_.Clamp(mark);
  const std::string_view text = source_.text();
  const size_t offset = source_.OffsetOf(inside);
  if (open_.empty() || BeginsWithNull(text.substr(offset))) return inside;
  if (open_.back().entry) return open_.back().entry->position;
  const size_t dash = text.substr(0, offset).find_last_not_of(" \t\n");
  return dash != std::string_view::npos && text[dash] == '-' ? source_.PositionOf(dash) : inside;
}

}  // namespace weir::config

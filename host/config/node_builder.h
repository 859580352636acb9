// Builds the tree from yaml-cpp's events and guards it on the way: depth, number of nodes, aliases,
// anchors, tags, duplicate keys and several documents, all of which yaml-cpp itself lets pass.
#pragma once

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/mark.h>

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "config/findings.h"
#include "config/node.h"

namespace weir::config {

class NodeBuilder : public YAML::EventHandler {
 public:
  // Thrown through the parser to end it; what was wrong is among the findings.
  struct Stop {};
  // Thrown for a text that yaml-cpp reads although it is no YAML.
  struct Broken {
    Position position;
    const char* message;
  };

  static constexpr size_t kMaxDepth = 32;
  static constexpr size_t kMaxNodes = 20'000;

  NodeBuilder(const Source& source, Findings& findings) : source_(source), findings_(findings) {}

  // The document's root; kNull if there was none.
  Node TakeRoot() { return std::move(root_); }

  void OnDocumentStart(const YAML::Mark& mark) override;
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override;
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override;
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override;
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value style) override;
  void OnSequenceEnd() override { Close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value style) override;
  void OnMapEnd() override { Close(); }

 private:
  // A list or map that is not yet complete.
  struct Open {
    Node node;
    std::optional<Entry> entry;  // of a map: a key that waits for its value
    bool keep_entry = false;     // false if the key was refused: the value is dropped
    std::map<std::string, Position> keys;
  };

  Node Begin(Node::Kind kind, const YAML::Mark& mark, YAML::anchor_t anchor);
  void ReadTag(const std::string& tag, Node& node);
  void OpenUp(Node node);
  void Close();
  void Attach(Node node);
  void AttachKey(Open& map, const Node& key);
  void AttachValue(Open& map, Node value);
  bool AcceptKey(Open& map, const Node& key);
  void CheckQuoteEnds(const Node& scalar);
  Position PositionOfNull(Position mark) const;

  const Source& source_;
  Findings& findings_;
  std::vector<Open> open_;
  Node root_;
  size_t nodes_ = 0;
  bool has_document_ = false;
};

}  // namespace weir::config

#include "config/map_reader.h"

#include <algorithm>
#include <utility>

#include "config/did_you_mean.h"
#include "config/quoted.h"

namespace weir::config {
namespace {

Result<bool> ParseBool(const std::string& text) {
  if (text == "true" || text == "True" || text == "TRUE") return true;
  if (text == "false" || text == "False" || text == "FALSE") return false;
  return Fail("is neither true nor false");
}

}  // namespace

MapReader::MapReader(const Node& node, std::string context, Reading& reading)
    : node_(node), context_(std::move(context)), reading_(reading) {
  if (node.kind == Node::Kind::kScalar || node.kind == Node::Kind::kList) {
    Report(node.position,
           "must be a map of keys and values, but is " + std::string(KindName(node)));
  }
}

const Entry* MapReader::Find(std::string_view key) {
  if (std::find(known_.begin(), known_.end(), key) == known_.end()) known_.push_back(key);
  for (const Entry& entry : node_.entries) {
    if (entry.key == key) return &entry;
  }
  return nullptr;
}

std::optional<bool> MapReader::ReadBool(std::string_view key) {
  return ReadUnquoted(key, ParseBool);
}

void MapReader::Report(Position position, const std::string& message) {
  reading_.findings().Add(position, context_ + message);
}

void MapReader::ReportValue(const Entry& entry, const std::string& message) {
  Report(entry.value.position, entry.key + ": " + message);
}

bool MapReader::RefuseQuotes(const Entry& entry, const Text& text) {
  if (text.in_quotes) ReportValue(entry, text.shown + " is a string: write it without quotes");
  return text.in_quotes;
}

void MapReader::RefuseUnknown() {
  for (const Entry& entry : node_.entries) {
    if (std::find(known_.begin(), known_.end(), entry.key) != known_.end()) continue;
    Report(entry.position, "unknown key " + Quoted(entry.key) + DidYouMean(entry.key, known_));
  }
}

}  // namespace weir::config

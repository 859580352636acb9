#include "config/canonical_json.h"

#include <cstddef>
#include <nlohmann/json.hpp>
#include <string_view>
#include <utility>

#include "config/core_schema.h"
#include "config/json_pointer.h"
#include "config/quoted.h"

namespace weir::config {
namespace {

using nlohmann::json;

// One long key above thousands of values must not be stored thousands of times.
constexpr size_t kLongestPointer = 1024;

// A pointer that is too long stays too long, and grows no more.
std::string Below(const std::string& pointer, const std::string& token) {
  if (pointer.size() + token.size() < kLongestPointer) return pointer + "/" + token;
  return std::string(kLongestPointer + 1, '/');
}

class Converter {
 public:
  Converter(const std::string& context, Reading& reading) : context_(context), reading_(reading) {}

  json Convert(const Node& node, const std::string& pointer);
  json ConvertMap(const Node& node, const std::string& pointer);
  std::map<std::string, Place> TakePlaces() { return std::move(places_); }

 private:
  void Remember(const std::string& pointer, const Node& node);
  json ConvertList(const Node& node, const std::string& pointer);
  json ConvertScalar(const Node& node);
  json ConvertReference(const Node& node);

  const std::string& context_;
  Reading& reading_;
  std::map<std::string, Place> places_;
};

void Converter::Remember(const std::string& pointer, const Node& node) {
  if (pointer.size() > kLongestPointer) return;
  places_[pointer] = reading_.findings().PlaceOf(node.position);
}

json Converter::Convert(const Node& node, const std::string& pointer) {
  if (node.kind == Node::Kind::kMap && !IsReference(node)) return ConvertMap(node, pointer);
  if (node.kind == Node::Kind::kList) return ConvertList(node, pointer);
  Remember(pointer, node);
  return node.kind == Node::Kind::kMap ? ConvertReference(node) : ConvertScalar(node);
}

json Converter::ConvertMap(const Node& node, const std::string& pointer) {
  Remember(pointer, node);
  json map = json::object();
  for (const Entry& entry : node.entries) {
    map[entry.key] = Convert(entry.value, Below(pointer, EscapedForPointer(entry.key)));
  }
  return map;
}

json Converter::ConvertList(const Node& node, const std::string& pointer) {
  Remember(pointer, node);
  json list = json::array();
  for (const Node& item : node.items) {
    list.push_back(Convert(item, Below(pointer, std::to_string(list.size()))));
  }
  return list;
}

json Converter::ConvertScalar(const Node& node) {
  if (node.kind == Node::Kind::kRefused) return nullptr;
  Result<json> value = CoreValue(node);
  if (value) return std::move(*value);
  reading_.findings().Add(node.position,
                          context_ + Quoted(node.text) + " " + value.error().message);
  return nullptr;
}

json Converter::ConvertReference(const Node& node) {
  const auto text = reading_.TextOf(node, context_);
  return text ? json(text->value) : json(nullptr);
}

}  // namespace

CanonicalJson ToCanonicalJson(const Node& node, const std::string& context, Reading& reading) {
  if (node.kind == Node::Kind::kScalar || node.kind == Node::Kind::kList) {
    reading.findings().Add(node.position, context + "must be a map of keys and values, but is " +
                                              std::string(KindName(node)));
    return {"{}", {}};
  }
  Converter converter(context, reading);
  const json map = converter.ConvertMap(node, "");
  return {map.dump(), converter.TakePlaces()};
}

}  // namespace weir::config

// A configuration as JSON: read, found by JSON Pointer, written in canonical form.
#pragma once

#include <weir/testing/number.h>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace weir {
inline namespace v1 {
namespace testing {

// A value and all that it contains.  A map has as many keys as items, in the order of bytes.
struct Json {
  enum Kind { kNull, kBool, kInteger, kDouble, kString, kList, kMap };

  Kind kind = kNull;
  bool truth = false;
  int64_t integer = 0;
  double number = 0;  // of integers too
  std::string text;
  std::vector<std::string> keys;
  std::vector<Json> items;

  const Json* Child(std::string_view token) const;
  // NULL if there is nothing.
  const Json* Find(std::string_view pointer) const;
  void Write(std::string* out) const;
};

// Throws std::invalid_argument for what is no JSON.
class JsonReader {
 public:
  static Json Read(std::string_view text) {
    JsonReader reader(text);
    Json result = reader.Value();
    reader.SkipSpace();
    if (reader.at_ != text.size()) reader.Complain();
    return result;
  }

 private:
  explicit JsonReader(std::string_view text) : text_(text) {}

  [[noreturn]] void Complain() const {
    throw std::invalid_argument("no JSON at byte " + std::to_string(at_) + " of " +
                                std::string(text_));
  }
  void SkipSpace() {
    while (at_ < text_.size() && std::string_view(" \t\r\n").find(text_[at_]) != text_.npos) ++at_;
  }
  bool Take(std::string_view token) {
    SkipSpace();
    if (text_.substr(at_, token.size()) != token) return false;
    at_ += token.size();
    return true;
  }
  void Expect(std::string_view token) {
    if (!Take(token)) Complain();
  }
  char Next() {
    if (at_ == text_.size()) Complain();
    return text_[at_++];
  }

  static Json Truth(bool truth) {
    Json result;
    result.kind = Json::kBool;
    result.truth = truth;
    return result;
  }
  Json Value();
  Json List();
  Json Map();
  Json Number();
  std::string Text();
  void Escaped(std::string* out);
  uint32_t Hex();

  std::string_view text_;
  size_t at_ = 0;
};

// ---- Implementation ----------------------------------------------------------------------------

inline void AppendUtf8(uint32_t code, std::string* out) {
  auto add = [out](uint32_t byte) { out->push_back(static_cast<char>(byte)); };
  if (code < 0x80) {
    add(code);
  } else if (code < 0x800) {
    add(0xC0 | code >> 6);
    add(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    add(0xE0 | code >> 12);
    add(0x80 | (code >> 6 & 0x3F));
    add(0x80 | (code & 0x3F));
  } else {
    add(0xF0 | code >> 18);
    add(0x80 | (code >> 12 & 0x3F));
    add(0x80 | (code >> 6 & 0x3F));
    add(0x80 | (code & 0x3F));
  }
}

inline Json JsonReader::Value() {
  Json result;
  SkipSpace();
  if (Take("null")) return result;
  if (Take("{")) return Map();
  if (Take("[")) return List();
  if (Take("true")) return Truth(true);
  if (Take("false")) return Truth(false);
  if (!Take("\"")) return Number();
  result.kind = Json::kString;
  result.text = Text();
  return result;
}

inline Json JsonReader::List() {
  Json result;
  result.kind = Json::kList;
  if (Take("]")) return result;
  do {
    result.items.push_back(Value());
  } while (Take(","));
  Expect("]");
  return result;
}

inline Json JsonReader::Map() {
  std::map<std::string, Json> entries;
  if (!Take("}")) {
    do {
      Expect("\"");
      std::string key = Text();
      Expect(":");
      if (!entries.emplace(std::move(key), Value()).second) Complain();
    } while (Take(","));
    Expect("}");
  }
  Json result;
  result.kind = Json::kMap;
  for (auto& [key, value] : entries) {
    result.keys.push_back(key);
    result.items.push_back(std::move(value));
  }
  return result;
}

inline Json JsonReader::Number() {
  Json result;
  const char* begin = text_.data() + at_;
  const char* end = text_.data() + text_.size();
  auto [number_end, error] = std::from_chars(begin, end, result.number);
  if (error != std::errc()) Complain();
  auto [integer_end, no_integer] = std::from_chars(begin, end, result.integer);
  bool whole = no_integer == std::errc() && integer_end == number_end;
  result.kind = whole ? Json::kInteger : Json::kDouble;
  at_ += static_cast<size_t>(number_end - begin);
  return result;
}

inline std::string JsonReader::Text() {
  std::string result;
  for (char c = Next(); c != '"'; c = Next()) {
    if (c == '\\') {
      Escaped(&result);
    } else {
      result.push_back(c);
    }
  }
  return result;
}

inline void JsonReader::Escaped(std::string* out) {
  static constexpr std::string_view kLetters = "\"\\/bfnrt";
  static constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";
  char c = Next();
  if (c != 'u') {
    size_t index = kLetters.find(c);
    if (index == kLetters.npos) Complain();
    out->push_back(kMeanings[index]);
    return;
  }
  uint32_t code = Hex();
  if (code >= 0xD800 && code < 0xDC00) {
    if (Next() != '\\' || Next() != 'u') Complain();
    code = 0x10000 + ((code - 0xD800) << 10) + (Hex() - 0xDC00);
  }
  AppendUtf8(code, out);
}

inline uint32_t JsonReader::Hex() {
  uint32_t result = 0;
  const char* begin = text_.data() + at_;
  const char* end = begin + std::min<size_t>(4, text_.size() - at_);
  auto [stop, error] = std::from_chars(begin, end, result, 16);
  if (error != std::errc() || stop != begin + 4) Complain();
  at_ += 4;
  return result;
}

inline const Json* Json::Child(std::string_view token) const {
  if (kind == kMap) {
    auto key = std::find(keys.begin(), keys.end(), token);
    return key == keys.end() ? nullptr : &items[static_cast<size_t>(key - keys.begin())];
  }
  size_t index = 0;
  auto [stop, error] = std::from_chars(token.data(), token.data() + token.size(), index);
  bool valid = error == std::errc() && stop == token.data() + token.size() &&
               (token.size() == 1 || token[0] != '0');
  return kind == kList && valid && index < items.size() ? &items[index] : nullptr;
}

inline const Json* Json::Find(std::string_view pointer) const {
  if (pointer.empty()) return this;
  if (pointer[0] != '/') return nullptr;
  size_t end = std::min(pointer.find('/', 1), pointer.size());
  std::string token;
  for (size_t i = 1; i < end; ++i) {
    bool escaped = pointer[i] == '~' && i + 1 < end;
    token.push_back(!escaped ? pointer[i] : pointer[++i] == '1' ? '/' : '~');
  }
  const Json* child = Child(token);
  return child == nullptr ? nullptr : child->Find(pointer.substr(end));
}

inline void WriteText(std::string_view text, std::string* out) {
  static constexpr char kDigits[] = "0123456789abcdef";
  out->push_back('"');
  for (char c : text) {
    auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20) {
      out->append("\\u00").append(1, kDigits[byte >> 4]).append(1, kDigits[byte & 15]);
    } else {
      if (c == '"' || c == '\\') out->push_back('\\');
      out->push_back(c);
    }
  }
  out->push_back('"');
}

inline void Json::Write(std::string* out) const {
  static constexpr const char* kOpen[] = {"", "", "", "", "", "[", "{"};
  static constexpr const char* kClose[] = {"", "", "", "", "", "]", "}"};
  out->append(kOpen[kind]);
  if (kind == kNull) out->append("null");
  if (kind == kBool) out->append(truth ? "true" : "false");
  if (kind == kInteger) out->append(std::to_string(integer));
  if (kind == kDouble) WriteNumber(number, out);
  if (kind == kString) WriteText(text, out);
  for (size_t i = 0; i < items.size(); ++i) {
    if (i != 0) out->push_back(',');
    if (kind == kMap) {
      WriteText(keys[i], out);
      out->push_back(':');
    }
    items[i].Write(out);
  }
  out->append(kClose[kind]);
}

}  // namespace testing
}  // namespace v1
}  // namespace weir

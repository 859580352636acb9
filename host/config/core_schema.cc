#include "config/core_schema.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <limits>
#include <optional>
#include <system_error>

namespace weir::config {
namespace {

using nlohmann::json;

constexpr std::string_view kDecimal = "0123456789";

bool IsOneOf(std::string_view text, std::array<std::string_view, 3> words) {
  return text == words[0] || text == words[1] || text == words[2];
}

bool Consists(std::string_view text, std::string_view of) {
  return !text.empty() && text.find_first_not_of(of) == std::string_view::npos;
}

std::string_view WithoutSign(std::string_view text) {
  if (text.starts_with('+') || text.starts_with('-')) text.remove_prefix(1);
  return text;
}

// Takes the digits at the front off the text and counts them.
size_t TakeDigits(std::string_view& text) {
  const size_t count = std::min(text.find_first_not_of(kDecimal), text.size());
  text.remove_prefix(count);
  return count;
}

// [-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?
bool LooksLikeFloat(std::string_view text) {
  text = WithoutSign(text);
  size_t digits = TakeDigits(text);
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    digits += TakeDigits(text);
  }
  if (digits == 0) return false;
  if (text.empty()) return true;
  if (text[0] != 'e' && text[0] != 'E') return false;
  return Consists(WithoutSign(text.substr(1)), kDecimal);
}

Result<json> TooLarge() {
  return Fail("does not fit into 64 bits: put it in quotes to pass it on as a string");
}

template <class T>
std::optional<T> Parse(std::string_view text, int base) {
  T value{};
  const char* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, value, base);
  if (error != std::errc() || rest != end) return std::nullopt;
  return value;
}

Result<json> Unsigned(std::string_view digits, int base) {
  const auto value = Parse<uint64_t>(digits, base);
  if (!value) return TooLarge();
  return json(*value);
}

Result<json> Decimal(std::string_view text) {
  if (!text.starts_with('-')) return Unsigned(WithoutSign(text), 10);
  const auto value = Parse<int64_t>(text, 10);
  if (!value) return TooLarge();
  return json(*value);
}

Result<json> Float(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  double value = 0;
  const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc()) {
    return Fail("is beyond a double: put it in quotes to pass it on as a string");
  }
  return json(value);
}

bool IsBeyondJson(std::string_view text) {
  return IsOneOf(WithoutSign(text), {".inf", ".Inf", ".INF"}) ||
         IsOneOf(text, {".nan", ".NaN", ".NAN"});
}

Result<json> Plain(const std::string& text) {
  if (text.empty() || text == "~" || IsOneOf(text, {"null", "Null", "NULL"})) return json(nullptr);
  if (IsOneOf(text, {"true", "True", "TRUE"})) return json(true);
  if (IsOneOf(text, {"false", "False", "FALSE"})) return json(false);
  if (Consists(WithoutSign(text), kDecimal)) return Decimal(text);
  const std::string_view digits = std::string_view(text).substr(std::min<size_t>(2, text.size()));
  if (text.starts_with("0o") && Consists(digits, "01234567")) return Unsigned(digits, 8);
  if (text.starts_with("0x") && Consists(digits, "0123456789abcdefABCDEF")) {
    return Unsigned(digits, 16);
  }
  if (LooksLikeFloat(text)) return Float(text);
  if (IsBeyondJson(text)) {
    return Fail("cannot be passed on, JSON has no such number: put it in quotes");
  }
  return json(text);
}

bool Fits(const json& value, std::string_view tag) {
  if (tag == "int") return value.is_number_integer();
  if (tag == "float") return value.is_number();
  if (tag == "bool") return value.is_boolean();
  return value.is_null();
}

}  // namespace

Result<json> CoreValue(const Node& node) {
  if (node.kind == Node::Kind::kNull) return json(nullptr);
  if (node.tag.empty() && node.plain) return Plain(node.text);
  if (node.tag.empty() || node.tag == "str") return json(node.text);
  Result<json> value = Plain(node.text);
  if (!value) return value;
  if (!Fits(*value, node.tag)) return Fail("is not what its tag !!" + node.tag + " says");
  if (node.tag == "float") return json(value->get<double>());
  return value;
}

}  // namespace weir::config

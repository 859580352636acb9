#include "message.h"

#include <algorithm>
#include <bit>

#include "utf8.h"

namespace weir::strict {
namespace {

constexpr unsigned kVarint = 0, kFixed64 = 1, kDelimited = 2;

uint64_t TakeFixed64(std::string_view& bytes) {
  if (bytes.size() < 8) throw NotStrict("half a double");
  uint64_t bits = 0;
  for (size_t i = 8; i-- > 0;) bits = bits << 8 | static_cast<unsigned char>(bytes[i]);
  bytes.remove_prefix(8);
  return bits;
}

std::string Named(unsigned field) { return "field " + std::to_string(field); }

int64_t FromZigZag(uint64_t number) {
  const auto half = static_cast<int64_t>(number >> 1);
  return (number & 1) == 0 ? half : -half - 1;
}

}  // namespace

uint64_t TakeVarint(std::string_view& bytes) {
  uint64_t value = 0;
  for (unsigned shift = 0; shift < 64; shift += 7) {
    if (bytes.empty()) throw NotStrict("half a varint");
    const auto byte = static_cast<unsigned char>(bytes[0]);
    bytes.remove_prefix(1);
    if (shift == 63 && byte > 1) throw NotStrict("a varint of more than 64 bits");
    value |= uint64_t{byte & 0x7Fu} << shift;
    if (byte >= 0x80) continue;
    if (byte == 0 && shift > 0) throw NotStrict("a varint longer than needed");
    return value;
  }
  throw NotStrict("a varint without an end");
}

std::string_view TakeDelimited(std::string_view& bytes) {
  const uint64_t length = TakeVarint(bytes);
  if (length > bytes.size()) throw NotStrict("a length beyond the end");
  const std::string_view taken = bytes.substr(0, length);
  bytes.remove_prefix(length);
  return taken;
}

Message::Message(std::string_view bytes) {
  while (!bytes.empty()) {
    const uint64_t key = TakeVarint(bytes);
    Value value{static_cast<unsigned>(key & 7), 0, {}};
    if (value.type == kVarint) {
      value.number = TakeVarint(bytes);
    } else if (value.type == kFixed64) {
      value.number = TakeFixed64(bytes);
    } else if (value.type == kDelimited) {
      value.bytes = TakeDelimited(bytes);
    } else {
      throw NotStrict("a wire type that nothing here has");
    }
    fields_[static_cast<unsigned>(key >> 3)].push_back(value);
  }
}

const Message::Value& Message::Only(unsigned field, unsigned type) const {
  const auto found = fields_.find(field);
  if (found == fields_.end()) throw NotStrict("no " + Named(field));
  if (found->second.size() != 1) throw NotStrict(Named(field) + " twice");
  if (found->second[0].type != type) throw NotStrict(Named(field) + " of another type");
  return found->second[0];
}

uint64_t Message::Integer(unsigned field) const { return Only(field, kVarint).number; }

double Message::Double(unsigned field) const {
  return std::bit_cast<double>(Only(field, kFixed64).number);
}

std::string Message::Text(unsigned field) const {
  const std::string_view bytes = Only(field, kDelimited).bytes;
  if (!IsWellFormed(bytes)) throw NotStrict("bytes that are not UTF-8");
  return std::string(bytes);
}

Message Message::Sub(unsigned field) const { return Message(Only(field, kDelimited).bytes); }

int64_t Message::Signed(unsigned field) const { return FromZigZag(Integer(field)); }

std::vector<int64_t> Message::Signeds(unsigned field) const {
  std::vector<int64_t> numbers;
  if (!Has(field)) return numbers;
  std::string_view packed = Only(field, kDelimited).bytes;
  while (!packed.empty()) numbers.push_back(FromZigZag(TakeVarint(packed)));
  return numbers;
}

std::vector<Message> Message::Subs(unsigned field) const {
  std::vector<Message> subs;
  if (!Has(field)) return subs;
  for (const Value& value : fields_.at(field)) {
    if (value.type != kDelimited) throw NotStrict(Named(field) + " of another type");
    subs.emplace_back(value.bytes);
  }
  return subs;
}

void Message::AllowOnly(const std::vector<unsigned>& fields) const {
  for (const auto& [field, values] : fields_) {
    if (std::find(fields.begin(), fields.end(), field) == fields.end())
      throw NotStrict(Named(field) + " does not belong here");
  }
}

}  // namespace weir::strict

// A protobuf message taken apart (protobuf.dev/programming-guides/encoding), without leniency.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "strict_parser.h"

namespace weir::strict {

// Takes a varint from the front; throws NotStrict if there is none, or a longer one than needed.
uint64_t TakeVarint(std::string_view& bytes);
// Takes a length and as many bytes.
std::string_view TakeDelimited(std::string_view& bytes);

// All throw NotStrict: what is not there, is there twice, or has another type.
class Message {
 public:
  explicit Message(std::string_view bytes);

  bool Has(unsigned field) const { return fields_.count(field) > 0; }
  uint64_t Integer(unsigned field) const;
  double Double(unsigned field) const;
  std::string Text(unsigned field) const;  // UTF-8
  Message Sub(unsigned field) const;
  int64_t Signed(unsigned field) const;                // sint32, sint64
  std::vector<int64_t> Signeds(unsigned field) const;  // of those, packed; none if it is not there
  std::vector<Message> Subs(unsigned field) const;
  // That there are no others.
  void AllowOnly(const std::vector<unsigned>& fields) const;

 private:
  struct Value {
    unsigned type;
    uint64_t number;  // a varint, or the bits of a double
    std::string_view bytes;
  };
  const Value& Only(unsigned field, unsigned type) const;

  std::map<unsigned, std::vector<Value>> fields_;
};

}  // namespace weir::strict

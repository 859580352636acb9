// The fields of a protobuf message (protobuf.dev/programming-guides/encoding).  What a message
// holds is said once, by a function that puts fields into any of the two below: one counts their
// bytes, since a message stands behind its length, the other writes them.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace weir::expose {

constexpr size_t VarintSize(uint64_t value) {
  return (static_cast<size_t>(std::bit_width(value | 1)) + 6) / 7;
}

inline char* WriteVarint(char* out, uint64_t value) {
  for (; value >= 0x80; value >>= 7) *out++ = static_cast<char>(value | 0x80);
  *out++ = static_cast<char>(value);
  return out;
}

// Field numbers are below 16: a key is one byte.
enum class WireType : unsigned { kVarint = 0, kFixed64 = 1, kLength = 2 };

class FieldSizes {
 public:
  size_t size() const { return size_; }

  void Varint(unsigned, uint64_t value) { size_ += 1 + VarintSize(value); }
  void Double(unsigned, double) { size_ += 1 + sizeof(double); }
  void Bytes(unsigned, std::string_view bytes) { Length(bytes.size()); }
  // Fields that are encoded already.
  void Encoded(std::string_view fields) { size_ += fields.size(); }
  template <class Fill>
  void Message(unsigned, const Fill& fill) {
    FieldSizes sizes;
    fill(sizes);
    Length(sizes.size());
  }

 private:
  void Length(size_t length) { size_ += 1 + VarintSize(length) + length; }

  size_t size_ = 0;
};

template <class Fill>
size_t SizeOf(const Fill& fill) {
  FieldSizes sizes;
  fill(sizes);
  return sizes.size();
}

class FieldWriter {
 public:
  // Room for all that will be written must be there.
  explicit FieldWriter(char* out) : out_(out) {}
  char* end() const { return out_; }

  void Varint(unsigned field, uint64_t value) {
    Key(field, WireType::kVarint);
    out_ = WriteVarint(out_, value);
  }
  void Double(unsigned field, double value) {
    static_assert(std::endian::native == std::endian::little);
    Key(field, WireType::kFixed64);
    memcpy(out_, &value, sizeof value);
    out_ += sizeof value;
  }
  void Bytes(unsigned field, std::string_view bytes) {
    Length(field, bytes.size());
    Encoded(bytes);
  }
  void Encoded(std::string_view fields) {
    memcpy(out_, fields.data(), fields.size());
    out_ += fields.size();
  }
  template <class Fill>
  void Message(unsigned field, const Fill& fill) {
    Length(field, SizeOf(fill));
    fill(*this);
  }
  // The key and the length of bytes that follow.
  void Length(unsigned field, size_t length) {
    Key(field, WireType::kLength);
    out_ = WriteVarint(out_, length);
  }

 private:
  void Key(unsigned field, WireType type) {
    *out_++ = static_cast<char>(field << 3 | static_cast<unsigned>(type));
  }

  char* out_;
};

template <class Fill>
std::string EncodeFields(const Fill& fill) {
  std::string bytes(SizeOf(fill), '\0');
  FieldWriter writer(bytes.data());
  fill(writer);
  return bytes;
}

}  // namespace weir::expose

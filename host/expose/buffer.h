// Bytes that are written once from front to back, without the zeroes that a string would put first.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <string_view>

namespace weir::expose {

class Buffer {
 public:
  // Room for `more` bytes behind what is there.  Advance tells how many were used.
  char* Reserve(size_t more) {
    if (capacity_ - size_ < more) Grow(more);
    return bytes_.get() + size_;
  }
  void Advance(const char* end) { size_ = static_cast<size_t>(end - bytes_.get()); }

  void Append(std::string_view text) {
    memcpy(Reserve(text.size()), text.data(), text.size());
    size_ += text.size();
  }

  char* begin() { return bytes_.get(); }
  size_t size() const { return size_; }
  std::string_view view() const { return {bytes_.get(), size_}; }
  void Truncate(size_t size) { size_ = size; }

 private:
  void Grow(size_t more) {
    const size_t capacity = std::max(capacity_ * 2, size_ + more);
    auto bytes = std::make_unique_for_overwrite<char[]>(capacity);
    if (size_ > 0) memcpy(bytes.get(), bytes_.get(), size_);
    bytes_ = std::move(bytes);
    capacity_ = capacity;
  }

  std::unique_ptr<char[]> bytes_;
  size_t size_ = 0;
  size_t capacity_ = 0;
};

}  // namespace weir::expose

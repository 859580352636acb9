// Takes numbers and texts out of a payload that nobody vouches for.  What is not there reads as
// nothing, and ok() is false from then on: it is asked once, at the end.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <type_traits>
#include <vector>

namespace weir::wire {

class Reader {
 public:
  // Of one list; an object for each takes many times what an empty one takes on the way.
  static constexpr size_t kMostTexts = 65536;

  explicit Reader(std::string_view payload) : rest_(payload) {}

  template <class T>
  T Number() {
    static_assert(std::is_arithmetic_v<T> && !std::is_same_v<T, bool>);
    T number{};
    Raw(&number, sizeof number);
    return number;
  }
  // Borrowed from the payload.
  std::string_view Text() { return Bytes(Number<uint32_t>()); }
  std::string_view Bytes(size_t size) {
    if (size > rest_.size()) return Lack();
    const std::string_view bytes = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return bytes;
  }
  // As many as the count before them says: never more than there are bytes for, nor than `most`.
  template <class Read>
  auto Each(size_t least_bytes, Read&& read, size_t most = SIZE_MAX) {
    std::vector<std::decay_t<decltype(read())>> list;
    const size_t count = Number<uint32_t>();
    if (count > std::min(rest_.size() / least_bytes, most)) {
      Lack();
      return list;
    }
    list.reserve(count);
    for (size_t i = 0; i < count; ++i) list.push_back(read());
    return list;
  }
  template <class String = std::string_view>
  std::vector<String> Texts() {
    return Each(
        sizeof(uint32_t), [this] { return String(Text()); }, kMostTexts);
  }

  size_t left() const { return rest_.size(); }
  // Whether all was there.
  bool ok() const { return ok_; }
  // Whether all was there and nothing is left over.
  bool done() const { return ok_ && rest_.empty(); }

 private:
  void Raw(void* out, size_t size) {
    const std::string_view bytes = Bytes(size);
    if (bytes.size() == size) memcpy(out, bytes.data(), size);
  }
  std::string_view Lack() {
    ok_ = false;
    rest_ = {};
    return {};
  }

  std::string_view rest_;
  bool ok_ = true;
};

}  // namespace weir::wire

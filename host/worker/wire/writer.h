// Puts numbers and texts into a payload, one after the other.
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <type_traits>

namespace weir::wire {

class Writer {
 public:
  explicit Writer(std::string& out) : out_(out) {}

  template <class T>
  void Number(T number) {
    static_assert(std::is_arithmetic_v<T>);
    Raw(&number, sizeof number);
  }
  void Text(std::string_view text) {
    Number(static_cast<uint32_t>(text.size()));
    out_.append(text);
  }
  // The count, and then each as `write` puts it.
  template <class List, class Write>
  void Each(const List& list, Write&& write) {
    Number(static_cast<uint32_t>(list.size()));
    for (const auto& each : list) write(each);
  }
  template <class List>
  void Texts(const List& list) {
    Each(list, [this](std::string_view text) { Text(text); });
  }
  void Raw(const void* bytes, size_t size) { out_.append(static_cast<const char*>(bytes), size); }

 private:
  std::string& out_;
};

}  // namespace weir::wire

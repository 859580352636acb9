// A borrowed list of texts: label names, label values or states.
#pragma once

#include <weir/plugin.h>

#include <array>
#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace weir {
inline namespace v1 {

// What a function takes where it wants several texts: {"eth0", name}, a vector or an array.  Owns
// nothing: a parameter type, never to be kept, since the texts may end with the call.
class Labels {
 public:
  Labels() = default;
  // Converted from what holds texts, as a parameter is meant to be. NOLINTBEGIN(*-explicit-*)
  Labels(std::initializer_list<std::string_view> texts) { View(texts.begin(), texts.size()); }
  Labels(const std::string_view* texts, size_t count) { View(texts, count); }
  Labels(const std::string* texts, size_t count) { View(texts, count); }
  Labels(const std::vector<std::string_view>& texts) { View(texts.data(), texts.size()); }
  Labels(const std::vector<std::string>& texts) { View(texts.data(), texts.size()); }
  template <class Text, size_t count>
  Labels(const std::array<Text, count>& texts) {
    View(texts.data(), count);
  }
  // NOLINTEND(*-explicit-*)

  size_t size() const { return size_; }
  std::string_view operator[](size_t index) const { return at_(data_, index); }

 private:
  template <class Text>
  void View(const Text* texts, size_t count) {
    data_ = texts;
    size_ = count;
    at_ = [](const void* data, size_t index) {
      return std::string_view(static_cast<const Text*>(data)[index]);
    };
  }

  const void* data_ = nullptr;
  size_t size_ = 0;
  std::string_view (*at_)(const void*, size_t) = nullptr;
};

namespace detail {

inline weir_str Borrow(std::string_view text) { return weir_str{text.data(), text.size()}; }

template <class Texts>
void Borrow(const Texts& texts, std::vector<weir_str>* out) {
  out->clear();
  for (size_t i = 0; i < texts.size(); ++i) out->push_back(Borrow(std::string_view(texts[i])));
}

inline std::vector<std::string> Copy(Labels texts) {
  std::vector<std::string> result;
  for (size_t i = 0; i < texts.size(); ++i) result.emplace_back(texts[i]);
  return result;
}

}  // namespace detail
}  // namespace v1
}  // namespace weir

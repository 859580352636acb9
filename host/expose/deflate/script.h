// What a template is made for: constant texts, each followed by a number and a line feed.  The line
// feed belongs to the text behind it, so that each text but the first begins with one.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace weir::expose {

class Script {
 public:
  // head: begins otherwise than the text before it; it is compared with the last such text.
  void Add(std::string_view text, bool head) {
    text_ += text;
    ends_.push_back(static_cast<uint32_t>(text_.size()));
    heads_.push_back(head);
  }

  size_t size() const { return ends_.size(); }
  std::string_view text(size_t i) const {
    return std::string_view(text_).substr(begin(i), ends_[i] - begin(i));
  }
  // Of all texts before.
  size_t begin(size_t i) const { return i == 0 ? 0 : ends_[i - 1]; }
  bool head(size_t i) const { return i == 0 || heads_[i]; }
  // Of all texts.
  size_t bytes() const { return text_.size(); }

 private:
  std::string text_;
  std::vector<uint32_t> ends_;
  std::vector<bool> heads_;
};

}  // namespace weir::expose

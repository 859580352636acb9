#include "expose/label_reader.h"

#include <algorithm>

namespace weir::expose {

void LabelReader::Find() {
  if (text_.empty()) return;
  equals_ = text_.find('=');
  end_ = equals_ + 2;
  while (text_[end_] != '"') end_ += text_[end_] == '\\' ? 2u : 1u;
}

void LabelReader::Advance() {
  text_.remove_prefix(
      std::min(end_ + 2, text_.size()));  // the quote, and the comma if there is one
  Find();
}

std::string Unescaped(std::string_view value) {
  std::string plain;
  plain.reserve(value.size());
  for (size_t i = 0; i < value.size(); ++i) {
    if (value[i] != '\\') {
      plain += value[i];
      continue;
    }
    ++i;
    plain += value[i] == 'n' ? '\n' : value[i];
  }
  return plain;
}

}  // namespace weir::expose

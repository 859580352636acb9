#include "web/head_memory.h"

#include <algorithm>

namespace weir::web {

tl::expected<RequestHead, Response> HeadMemory::Read(std::string_view bytes) {
  const auto known = std::ranges::find(known_, bytes, &Known::bytes);
  if (known != known_.end() && !bytes.empty()) return known->head;
  auto head = ParseRequestHead(bytes);
  if (head && head->is_ordinary) {
    known_[oldest_] = {std::string(bytes), *head};
    oldest_ = (oldest_ + 1) % known_.size();
  }
  return head;
}

}  // namespace weir::web

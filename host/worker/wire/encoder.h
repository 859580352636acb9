// Makes the bytes of one side's frames, in order.
#pragma once

#include <string>
#include <utility>

#include "worker/wire/frame.h"
#include "worker/wire/writer.h"

namespace weir::wire {

class Encoder {
 public:
  // Appends a frame whose payload `fill` writes.  False if that would be larger than the type
  // allows: then nothing is appended.
  template <class Fill>
  bool Add(Type type, Fill&& fill) {
    const size_t begin = bytes_.size();
    bytes_.append(sizeof(Header), '\0');
    Writer writer(bytes_);
    fill(writer);
    const size_t length = bytes_.size() - begin - sizeof(Header);
    if (length > MostBytes(type)) {
      bytes_.resize(begin);
      return false;
    }
    const Header header = {kMagic, static_cast<uint32_t>(type), static_cast<uint32_t>(length),
                           sequence_++};
    memcpy(bytes_.data() + begin, &header, sizeof header);
    return true;
  }

  const std::string& bytes() const { return bytes_; }
  // Once they are sent; the memory is kept.
  void Clear() { bytes_.clear(); }

 private:
  std::string bytes_;
  uint32_t sequence_ = 0;
};

}  // namespace weir::wire

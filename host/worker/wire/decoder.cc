#include "worker/wire/decoder.h"

#include <algorithm>
#include <cstring>

namespace weir::wire {
namespace {

// Of the memory that a large frame took.
constexpr size_t kMostKept = size_t{128} << 10;

Header HeaderOf(std::string_view bytes) {
  Header header;
  memcpy(&header, bytes.data(), sizeof header);
  return header;
}

std::string Numbered(const std::string& what, uint32_t number) {
  return what + " " + std::to_string(number);
}

}  // namespace

// REQUIRES: bytes begin with a whole header.
Result<size_t> Decoder::PayloadSize(std::string_view bytes) {
  const Header header = HeaderOf(bytes);
  const auto type = static_cast<Type>(header.type);
  if (header.magic != kMagic) return Fail("bytes that are no frame");
  if (!Sends(sender_, type)) return Fail(Numbered("a frame of the unknown type", header.type));
  if (header.sequence != sequence_) {
    return Fail(Numbered("frame", header.sequence) + Numbered(" where it was to be", sequence_));
  }
  if (header.length > MostBytes(type)) {
    return Fail("a frame \"" + std::string(Name(type)) + "\" of " + std::to_string(header.length) +
                " bytes, more than " + std::to_string(MostBytes(type)));
  }
  return header.length;
}

// Gives the whole frames that the bytes begin with, and how many bytes these are.
Result<size_t> Decoder::TakeFrames(std::string_view bytes, const Take& take) {
  size_t taken = 0;
  while (bytes.size() - taken >= sizeof(Header)) {
    const std::string_view rest = bytes.substr(taken);
    auto length = PayloadSize(rest);
    if (!length) return length;
    if (rest.size() - sizeof(Header) < *length) break;
    const Frame frame = {static_cast<Type>(HeaderOf(rest).type),
                         rest.substr(sizeof(Header), *length)};
    if (const auto accepted = take(frame); !accepted) return tl::unexpected(accepted.error());
    ++sequence_;
    taken += sizeof(Header) + *length;
  }
  return taken;
}

Result<void> Decoder::Feed(std::string_view bytes, const Take& take) {
  // What is held is one unfinished frame: only its missing bytes are copied to it.
  while (!held_.empty() && !bytes.empty()) {
    size_t missing = sizeof(Header) - std::min(sizeof(Header), held_.size());
    if (missing == 0) missing = sizeof(Header) + HeaderOf(held_).length - held_.size();
    const std::string_view next = bytes.substr(0, missing);
    held_.append(next);
    bytes.remove_prefix(next.size());
    const auto taken = TakeFrames(held_, take);
    if (!taken) return tl::unexpected(taken.error());
    held_.erase(0, *taken);
    if (held_.empty() && held_.capacity() > kMostKept) held_.shrink_to_fit();
  }
  const auto taken = TakeFrames(bytes, take);
  if (!taken) return tl::unexpected(taken.error());
  held_.append(bytes.substr(*taken));
  return {};
}

}  // namespace weir::wire

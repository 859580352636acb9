// Finds the frames in a stream of bytes that arrives in any portions and that nobody vouches for.
// Holds no more than has arrived of one frame, and nothing of one that is too large.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "error/result.h"
#include "worker/wire/frame.h"

namespace weir::wire {

class Decoder {
 public:
  // What is done with a frame; an error ends the conversation.
  using Take = std::function<Result<void>(const Frame&)>;

  explicit Decoder(Sender sender) : sender_(sender) {}

  // Takes the stream's next bytes and gives each frame that is complete by then.  After an error
  // the decoder is not to be used again.
  Result<void> Feed(std::string_view bytes, const Take& take);

  // Whether the stream stands between two frames.
  bool between_frames() const { return held_.empty(); }

 private:
  Result<size_t> PayloadSize(std::string_view bytes);
  Result<size_t> TakeFrames(std::string_view bytes, const Take& take);

  const Sender sender_;
  uint32_t sequence_ = 0;
  std::string held_;  // the beginning of a frame
};

}  // namespace weir::wire

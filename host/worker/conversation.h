// The control socket of one worker, on the loop: orders go out, frames come in, a slice at a time,
// so that one worker with much to say does not keep the others waiting.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "error/result.h"
#include "loop/epoll_loop.h"
#include "plugin/file_descriptor.h"
#include "worker/wire/decoder.h"
#include "worker/wire/encoder.h"

namespace weir::worker {

class Conversation {
 public:
  // What becomes of a frame; an error ends the conversation.
  using Take = wire::Decoder::Take;
  // It is over: the violation, or an empty text when the worker has closed its end.
  using Over = std::function<void(const std::string& violation)>;

  // socket: does not block.  most: bytes that the worker may send before Renew.  loop: outlives the
  // conversation, or is not running any more.
  Conversation(EpollLoop& loop, plugin::FileDescriptor socket, uint64_t most, Take take, Over over);

  // Watches the socket.  False: the kernel has no memory for that.
  bool Begin();
  // Sends what add(encoder) appends, now or when there is room; gives its answer back.
  template <class Add>
  bool Order(Add&& add) {
    const bool added = add(encoder_);
    Renew();
    Send();
    return added;
  }
  // The worker may send as much again.
  void Renew() { received_ = 0; }
  // Takes all that has arrived.
  void Drain();
  // Nothing is called any more.
  void End();

 private:
  void Ready(uint32_t events);
  void Send();
  bool Receive();                             // one slice; false when there is nothing more
  bool Finish(const std::string& violation);  // false

  EpollLoop& loop_;
  const plugin::FileDescriptor socket_;
  const uint64_t most_;
  const Take take_;
  const Over over_;
  wire::Encoder encoder_;
  wire::Decoder decoder_{wire::Sender::kWorker};
  std::string unsent_;
  uint64_t received_ = 0;  // since Renew
  bool watched_ = false;
  bool waits_for_room_ = false;
  bool is_over_ = false;
};

}  // namespace weir::worker

// A response as the bytes of HTTP/1 (RFC 9112): head and framing, pulled as the client takes them.
// One thread at a time.
#pragma once

#include <string>
#include <string_view>

#include "expose/buffer.h"
#include "web/http.h"

namespace weir::web {

// What the request decides about the form of its answer.
struct Form {
  bool head_only = false;  // HEAD
  bool http10 = false;     // knows no chunks
  bool keep_alive = false;
};

class Answer {
 public:
  Answer(Response response, Form form);

  // The next bytes, in scratch, whose contents are overwritten; empty at the end.  The first call
  // throws what the body throws before anything is sent.
  std::string_view Next(expose::Buffer& scratch);

  bool ended() const { return ended_; }  // Next has nothing more
  // Whether the connection can carry another request.  REQUIRES: Next was called.
  bool keep_alive() const { return form_.keep_alive; }
  int status() const { return response_.status; }
  std::string_view route() const { return response_.route; }

 private:
  std::string_view Begin(expose::Buffer& scratch);
  bool Fill(expose::Buffer& scratch);
  std::string_view Framed(std::string front, expose::Buffer& scratch);
  std::string_view PutInFront(const std::string& front, expose::Buffer& scratch);
  std::string Head(const std::string& length) const;

  Response response_;
  Form form_;
  bool begun_ = false;
  bool ended_ = false;
  bool chunked_ = false;
  std::string whole_;  // a piece with a front for which the scratch has no room
};

}  // namespace weir::web

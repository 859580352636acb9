// A response as the bytes of HTTP/1 (RFC 9112): head and framing, pulled as the client takes them.
// Whoever writes to sockets writes what Next gives.  One thread at a time.
#pragma once

#include <array>
#include <span>
#include <string>
#include <string_view>

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

  // The next bytes, to be sent in order and at best with one call: valid until the next one, empty
  // at the end.  The first call throws what the body throws before anything is sent.
  std::span<const std::string_view> Next();

  // Whether the connection can carry another request.  REQUIRES: Next was called.
  bool keep_alive() const { return form_.keep_alive; }
  int status() const { return response_.status; }
  std::string_view route() const { return response_.route; }

 private:
  enum class Step { kHead, kPieces, kEnd };

  std::span<const std::string_view> Begin();
  void BeginText(const std::string& text);
  void BeginBody(expose::Body& body);
  void BeginWhole(std::string_view piece);
  void BeginPieces(std::string_view piece);
  void WriteHead(std::string_view length);
  void AddPart(std::string_view part) { parts_[part_count_++] = part; }
  void AddPiece(std::string_view piece);
  std::span<const std::string_view> Parts() const { return {parts_.data(), part_count_}; }

  Response response_;
  Form form_;
  Step step_ = Step::kHead;
  bool chunked_ = false;
  std::string head_;
  std::string first_piece_;  // kept while the second is asked for
  std::array<std::array<char, 20>, 2> sizes_;
  std::array<std::string_view, 8> parts_;
  size_t part_count_ = 0;
  size_t size_count_ = 0;
};

}  // namespace weir::web

// The scraping side: HTTP/1.1 GET over one kept connection, bodies by Content-Length, chunked or up
// to the end of the connection.  The body is only received while the clock runs; joining chunks,
// unpacking and reading come after.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "error/result.h"

namespace weir::bench {

struct Response {
  int status = 0;
  std::string head;  // status line and headers
  bool gzip = false;
  double wall_ns = 0;     // from the request's first byte to the body's last
  std::string_view body;  // as sent, valid until the next Get
};

class HttpClient {
 public:
  explicit HttpClient(int port) : port_(port) {}
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;
  ~HttpClient() { Close(); }

  // headers: whole lines, each with its line end.  Fails if a byte of the answer is missing.
  Result<Response> Get(const std::string& path, const std::string& headers);

 private:
  // What of `buffer_` is what: the framing of one answer.
  struct Frame;

  Result<void> Connect();
  // Whether the server has not closed the kept connection meanwhile.
  bool StillOpen() const;
  void Close();
  Result<void> Send(std::string_view request);
  // Appends to buffer_; false at the end of the connection.
  Result<bool> Receive(size_t wanted);
  // Receives until buffer_ has that many bytes.
  Result<void> ReceiveUpTo(size_t bytes);
  // The end of the line that begins at `begin`, past its line feed.
  Result<size_t> ReceiveLine(size_t begin);
  Result<Frame> ReceiveHead();
  Result<void> ReceiveBody(Frame& frame);
  Result<void> ReceiveChunks(Frame& frame);
  Result<void> ReceiveUntilClosed(Frame& frame);
  std::string_view JoinChunks(const Frame& frame);

  const int port_;
  int fd_ = -1;
  std::vector<char> buffer_;  // keeps its size from answer to answer
  size_t filled_ = 0;
};

}  // namespace weir::bench

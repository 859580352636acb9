#include "http_client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <optional>

#include "statistics.h"

namespace weir::bench {
namespace {

constexpr size_t kReceive = size_t{1} << 20;
constexpr int kTimeoutSeconds = 120;

std::string Why(const char* tried) { return std::string(tried) + ": " + std::strerror(errno); }

std::optional<size_t> Number(std::string_view text, int base) {
  size_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, base);
  if (error != std::errc() || end == text.data()) return std::nullopt;
  return number;
}

// The value of a header, or nothing.
std::optional<std::string_view> Header(std::string_view head, std::string_view name) {
  for (size_t begin = head.find('\n') + 1; begin < head.size();
       begin = head.find('\n', begin) + 1) {
    const std::string_view line = head.substr(begin, head.find('\r', begin) - begin);
    if (line.size() > name.size() && line[name.size()] == ':' &&
        strncasecmp(line.data(), name.data(), name.size()) == 0) {
      const std::string_view value = line.substr(name.size() + 1);
      return value.substr(std::min(value.find_first_not_of(' '), value.size()));
    }
  }
  return std::nullopt;
}

}  // namespace

struct HttpClient::Frame {
  Response response;
  size_t body_begin = 0;
  bool chunked = false;
  bool close = false;
  std::optional<size_t> length;
  std::vector<std::pair<size_t, size_t>> chunks;  // begin and size in buffer_
};

Result<Response> HttpClient::Get(const std::string& path, const std::string& headers) {
  if (!StillOpen()) {
    Close();
    if (auto connected = Connect(); !connected) return tl::unexpected(connected.error());
  }
  const std::string request = "GET " + path +
                              " HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(port_) + "\r\n" +
                              headers + "\r\n";
  const double begin = NowNs();
  if (auto sent = Send(request); !sent) return tl::unexpected(sent.error());
  Result<Frame> frame = ReceiveHead();
  if (!frame) return tl::unexpected(frame.error());
  if (auto body = ReceiveBody(*frame); !body) return tl::unexpected(body.error());
  frame->response.wall_ns = NowNs() - begin;
  frame->response.body = JoinChunks(*frame);
  if (frame->close) Close();
  return frame->response;
}

Result<void> HttpClient::Connect() {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<uint16_t>(port_));
  fd_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const timeval timeout{kTimeoutSeconds, 0};
  const int yes = 1;
  setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof timeout);
  setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  if (connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) {
    return {};
  }
  const std::string why = Why("cannot connect");
  Close();
  return Fail(why);
}

bool HttpClient::StillOpen() const {
  char byte = 0;
  return fd_ >= 0 && recv(fd_, &byte, 1, MSG_PEEK | MSG_DONTWAIT) < 0 && errno == EAGAIN;
}

void HttpClient::Close() {
  if (fd_ >= 0) close(fd_);
  fd_ = -1;
}

Result<void> HttpClient::Send(std::string_view request) {
  while (!request.empty()) {
    const ssize_t sent = send(fd_, request.data(), request.size(), MSG_NOSIGNAL);
    if (sent < 0) return Fail(Why("cannot send the request"));
    request.remove_prefix(static_cast<size_t>(sent));
  }
  return {};
}

Result<bool> HttpClient::Receive(size_t wanted) {
  if (buffer_.size() < filled_ + wanted) {
    buffer_.resize(std::max(filled_ + wanted, buffer_.size() + buffer_.size() / 2));
  }
  const ssize_t received = recv(fd_, buffer_.data() + filled_, wanted, 0);
  if (received < 0) return Fail(Why("cannot receive"));
  filled_ += static_cast<size_t>(received);
  return received > 0;
}

Result<void> HttpClient::ReceiveUpTo(size_t bytes) {
  while (filled_ < bytes) {
    Result<bool> more = Receive(std::max(kReceive, bytes - filled_));
    if (!more) return tl::unexpected(more.error());
    if (!*more) return Fail("the connection ended within the answer");
  }
  return {};
}

Result<size_t> HttpClient::ReceiveLine(size_t begin) {
  for (;;) {
    const void* found =
        filled_ > begin ? std::memchr(buffer_.data() + begin, '\n', filled_ - begin) : nullptr;
    if (found != nullptr) {
      return static_cast<size_t>(static_cast<const char*>(found) - buffer_.data()) + 1;
    }
    if (auto more = ReceiveUpTo(filled_ + 1); !more) return tl::unexpected(more.error());
  }
}

Result<HttpClient::Frame> HttpClient::ReceiveHead() {
  filled_ = 0;
  size_t line = 0;
  for (;;) {
    const Result<size_t> end = ReceiveLine(line);
    if (!end) return tl::unexpected(end.error());
    if (*end == line + 2) break;  // the empty line
    line = *end;
  }
  Frame frame;
  frame.body_begin = line + 2;
  frame.response.head.assign(buffer_.data(), frame.body_begin);
  const std::string_view head = frame.response.head;
  frame.response.status = static_cast<int>(Number(head.substr(head.find(' ') + 1), 10).value_or(0));
  frame.response.gzip = Header(head, "Content-Encoding") == "gzip";
  frame.chunked = Header(head, "Transfer-Encoding") == "chunked";
  if (const auto length = Header(head, "Content-Length")) frame.length = Number(*length, 10);
  frame.close = Header(head, "Connection") == "close" || (!frame.chunked && !frame.length);
  return frame;
}

Result<void> HttpClient::ReceiveBody(Frame& frame) {
  if (frame.chunked) return ReceiveChunks(frame);
  if (!frame.length) return ReceiveUntilClosed(frame);
  frame.chunks.emplace_back(frame.body_begin, *frame.length);
  if (auto all = ReceiveUpTo(frame.body_begin + *frame.length); !all) return all;
  if (filled_ > frame.body_begin + *frame.length)
    return Fail("more bytes than Content-Length says");
  return {};
}

Result<void> HttpClient::ReceiveChunks(Frame& frame) {
  for (size_t begin = frame.body_begin;;) {
    const Result<size_t> data = ReceiveLine(begin);
    if (!data) return tl::unexpected(data.error());
    const auto size = Number({buffer_.data() + begin, *data - begin}, 16);
    if (!size) return Fail("a chunk without a size");
    begin = *data + *size + 2;  // past the chunk's line end
    if (auto all = ReceiveUpTo(begin); !all) return all;
    if (*size == 0) return {};
    frame.chunks.emplace_back(*data, *size);
  }
}

Result<void> HttpClient::ReceiveUntilClosed(Frame& frame) {
  for (;;) {
    Result<bool> more = Receive(kReceive);
    if (!more) return tl::unexpected(more.error());
    if (!*more) break;
  }
  frame.chunks.emplace_back(frame.body_begin, filled_ - frame.body_begin);
  return {};
}

std::string_view HttpClient::JoinChunks(const Frame& frame) {
  char* const first = buffer_.data() + frame.body_begin;
  char* end = first;
  for (const auto& [begin, size] : frame.chunks) {
    std::memmove(end, buffer_.data() + begin, size);
    end += size;
  }
  return {first, static_cast<size_t>(end - first)};
}

}  // namespace weir::bench

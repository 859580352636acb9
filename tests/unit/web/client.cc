#include "client.h"

#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <utility>

namespace weir::web {
namespace {

constexpr timeval kPatience{10, 0};

int Connected(int fd, const void* address, size_t length) {
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &kPatience, sizeof kPatience);
  setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &kPatience, sizeof kPatience);
  if (connect(fd, static_cast<const sockaddr*>(address), static_cast<socklen_t>(length)) == 0) {
    return fd;
  }
  close(fd);
  return -1;
}

int ConnectTcp(const std::string& host, const std::string& port, int receive_buffer) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV;
  addrinfo* list = nullptr;
  if (getaddrinfo(host.c_str(), port.c_str(), &hints, &list) != 0) return -1;
  int fd = socket(list->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (receive_buffer > 0) {
    setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
  }
  fd = Connected(fd, list->ai_addr, list->ai_addrlen);
  freeaddrinfo(list);
  return fd;
}

int ConnectUnix(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, sizeof address.sun_path - 1);
  return Connected(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0), &address, sizeof address);
}

bool CloseIfOpen(int fd) { return fd >= 0 && close(fd) == 0; }

std::string Lower(std::string text) {
  std::ranges::transform(text, text.begin(), [](unsigned char c) { return std::tolower(c); });
  return text;
}

}  // namespace

Client::Client(const std::string& address, int receive_buffer) {
  constexpr std::string_view kUnix = "unix://";
  if (address.starts_with(kUnix)) {
    fd_ = ConnectUnix(address.substr(kUnix.size()));
    return;
  }
  const size_t colon = address.rfind(':');
  std::string host = address.substr(0, colon);
  if (host.starts_with('[')) host = host.substr(1, host.size() - 2);
  fd_ = ConnectTcp(host, address.substr(colon + 1), receive_buffer);
}

Client::~Client() { CloseIfOpen(fd_); }

bool Client::Reaches(const std::string& host, const std::string& port) {
  return CloseIfOpen(ConnectTcp(host, port, 0));
}

bool Client::Reaches(const std::string& path) { return CloseIfOpen(ConnectUnix(path)); }

bool Client::Send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<size_t>(sent));
  }
  return true;
}

void Client::FinishSending() { shutdown(fd_, SHUT_WR); }

void Client::Reset() {
  const linger now{1, 0};
  setsockopt(fd_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
  close(std::exchange(fd_, -1));
}

bool Client::Fill() {
  if (ended_) return false;
  char bytes[65536];
  const ssize_t count = recv(fd_, bytes, sizeof bytes, 0);
  if (count > 0) buffer_.append(bytes, static_cast<size_t>(count));
  ended_ = count <= 0;
  return count > 0;
}

std::string Client::Bytes(size_t count) {
  while (buffer_.size() < count && Fill()) {
  }
  const std::string bytes = buffer_.substr(0, count);
  buffer_.erase(0, count);
  return bytes;
}

// Without its end; empty also at the stream's end.
std::string Client::Line() {
  size_t end = buffer_.find("\r\n");
  while (end == std::string::npos && Fill()) end = buffer_.find("\r\n");
  if (end == std::string::npos) return "";
  const std::string line = buffer_.substr(0, end);
  buffer_.erase(0, end + 2);
  return line;
}

std::string Client::Chunks() {
  std::string body;
  for (;;) {
    const std::string line = Line();
    const size_t size = line.empty() ? 0 : std::stoul(line, nullptr, 16);
    if (size == 0) {
      if (line == "0") Bytes(2);
      return body;
    }
    body += Bytes(size);
    Bytes(2);
  }
}

std::string Client::Rest() {
  while (Fill()) {
  }
  return std::exchange(buffer_, {});
}

Received Client::Receive(bool to_head) {
  Received received;
  const std::string status = Line();
  if (status.size() < 12) return received;
  received.version = status.substr(0, 8);
  received.status = std::stoi(status.substr(9, 3));
  for (std::string line = Line(); !line.empty(); line = Line()) {
    const size_t colon = line.find(": ");
    received.headers[Lower(line.substr(0, colon))] = line.substr(colon + 2);
  }
  if (to_head || received.status == 100) {
  } else if (received["transfer-encoding"] == "chunked") {
    received.body = Chunks();
  } else if (!received["content-length"].empty()) {
    received.body = Bytes(std::stoul(received["content-length"]));
  } else {
    received.body = Rest();
    received.complete = true;
    return received;
  }
  received.complete = !ended_;
  return received;
}

Received Client::Get(const std::string& path, const std::string& headers) {
  Send("GET " + path + " HTTP/1.1\r\nHost: test\r\n" + headers + "\r\n");
  return Receive();
}

bool Client::WaitFor(std::chrono::milliseconds patience) {
  pollfd entry{fd_, POLLIN, 0};
  return poll(&entry, 1, static_cast<int>(patience.count())) > 0;
}

bool Client::Ended() {
  char byte;
  return buffer_.empty() && (ended_ || recv(fd_, &byte, 1, 0) == 0);
}

size_t Client::ReceiveSome(size_t most) { return Bytes(most).size(); }

}  // namespace weir::web

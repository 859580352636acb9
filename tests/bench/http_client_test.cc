#include "http_client.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <thread>

namespace weir::bench {
namespace {

// Accepts one connection and answers each request on it with the next text; then closes it.
class CannedServer {
 public:
  explicit CannedServer(std::vector<std::string> answers) : answers_(std::move(answers)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    socklen_t size = sizeof address;
    bound_ = bind(listener_, generic, size) == 0 && listen(listener_, 1) == 0 &&
             getsockname(listener_, generic, &size) == 0;
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { Serve(); });
  }
  ~CannedServer() {
    shutdown(listener_, SHUT_RDWR);
    thread_.join();
    close(listener_);
  }
  int port() const { return bound_ ? port_ : -1; }

 private:
  void Serve() {
    const int fd = accept(listener_, nullptr, nullptr);
    if (fd < 0) return;
    for (const std::string& answer : answers_) {
      std::string request;
      char byte = 0;
      while (!request.ends_with("\r\n\r\n") && recv(fd, &byte, 1, 0) == 1) request += byte;
      // Byte by byte, so that no piece of the framing comes whole.
      for (const char& c : answer) send(fd, &c, 1, MSG_NOSIGNAL);
    }
    close(fd);
  }

  const std::vector<std::string> answers_;
  const int listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  bool bound_ = false;
  int port_ = 0;
  std::thread thread_;
};

std::string BodyOf(const Result<Response>& response) {
  return response ? std::string(response->body) : "failed: " + response.error().message;
}

TEST(HttpClient, ReadsAnswersOverOneConnection) {
  CannedServer server({"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello",
                       "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n"
                       "\r\n3\r\nabc\r\nA\r\n0123456789\r\n0\r\n\r\n",
                       "HTTP/1.1 404 Not Found\r\n\r\nuntil the end"});
  HttpClient client(server.port());
  const Result<Response> first = client.Get("/", "");
  EXPECT_EQ(BodyOf(first), "hello");
  EXPECT_FALSE(first && first->gzip);
  const Result<Response> second = client.Get("/", "");
  EXPECT_EQ(BodyOf(second), "abc0123456789");
  EXPECT_TRUE(second && second->gzip);
  const Result<Response> third = client.Get("/", "");
  EXPECT_EQ(BodyOf(third), "until the end");
  EXPECT_EQ(third ? third->status : 0, 404);
}

TEST(HttpClient, FailsWhenBytesAreMissing) {
  CannedServer server({"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nhello"});
  EXPECT_FALSE(HttpClient(server.port()).Get("/", ""));
}

TEST(HttpClient, FailsWhenTheLastChunkIsMissing) {
  CannedServer server({"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n"});
  EXPECT_FALSE(HttpClient(server.port()).Get("/", ""));
}

}  // namespace
}  // namespace weir::bench

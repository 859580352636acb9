// An HTTP client for tests, on a bare socket: sends any bytes, and reads answers one by one.
#pragma once

#include <chrono>
#include <map>
#include <string>
#include <string_view>

namespace weir::web {

struct Received {
  bool complete = false;  // else the connection ended first
  std::string version;
  int status = 0;
  std::map<std::string, std::string> headers;  // by name in lower case
  std::string body;                            // unchunked

  std::string operator[](const std::string& name) const {
    const auto header = headers.find(name);
    return header == headers.end() ? "" : header->second;
  }
};

class Client {
 public:
  // address: a listener's.  Every wait of the client ends after ten seconds.
  explicit Client(const std::string& address, int receive_buffer = 0);
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;
  ~Client();

  static bool Reaches(const std::string& host, const std::string& port);
  static bool Reaches(const std::string& path);

  bool connected() const { return fd_ >= 0; }
  bool Send(std::string_view bytes);
  void FinishSending();
  // The next answer; to_head: it has no body whatever its head says.
  Received Receive(bool to_head = false);
  Received Get(const std::string& path, const std::string& headers = "");
  // Whether there is something to receive within that time, be it the end.
  bool WaitFor(std::chrono::milliseconds patience);
  // Whether the server ends the connection without another byte.
  bool Ended();
  size_t ReceiveSome(size_t most);
  void Reset();  // vanishes without a goodbye

 private:
  bool Fill();
  std::string Line();
  std::string Bytes(size_t count);
  std::string Chunks();
  std::string Rest();

  int fd_ = -1;
  bool ended_ = false;
  std::string buffer_;
};

}  // namespace weir::web

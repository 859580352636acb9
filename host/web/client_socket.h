// One accepted connection as Poco's server sees it, with what that lacks: deadlines for a request
// and for its answer as a whole, however slowly the bytes trickle, and a bound on a request's
// bytes. The thread that serves the connection only.
#pragma once

#include <Poco/Net/StreamSocketImpl.h>

#include <memory>
#include <optional>
#include <span>
#include <string_view>

#include "web/service.h"

namespace weir::web {

class ClientSocket : public Poco::Net::StreamSocketImpl {
 public:
  // Why the request that Poco has read is not what the client wanted to send.
  enum class Trouble { kNone, kCut, kSlow, kBig };

  // Takes the descriptor, which has joined the service's connections.
  ClientSocket(int fd, std::shared_ptr<Service> service);

  Trouble trouble() const { return trouble_; }
  // Sends all parts.  False: the client is gone or too slow, and the connection of no use any more.
  bool Send(std::span<const std::string_view> parts);
  // The answer is complete: what comes next is another request.
  void Answered();
  // The client may still be sending: so that it reads the answer, what comes is taken for a moment
  // before the connection is closed (a close with unread bytes is a reset).
  void LingerAtClose() { linger_ = true; }

  // For Poco.  An ending of any kind is the end of the stream; trouble() knows more.
  using SocketImpl::receiveBytes;
  using SocketImpl::sendBytes;
  int receiveBytes(void* buffer, int length, int flags) override;
  int sendBytes(const void* buffer, int length, int flags) override;
  bool poll(const Poco::Timespan& timeout, int mode) override;
  void close() override;

 protected:
  ~ClientSocket() override;

 private:
  using Clock = std::chrono::steady_clock;

  int EndStream(Trouble trouble);
  bool WaitFor(short events, Clock::duration patience) const;
  bool WaitToSend();
  void Linger();

  const std::shared_ptr<Service> service_;
  Trouble trouble_ = Trouble::kNone;
  size_t received_ = 0;                             // of this request
  std::optional<Clock::time_point> request_until_;  // once its first byte is there
  std::optional<Clock::time_point> answer_until_;   // once something was sent
  bool linger_ = false;
};

}  // namespace weir::web

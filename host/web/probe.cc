#include "web/probe.h"

#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstdint>
#include <memory>
#include <system_error>
#include <utility>

#include "config/unix_socket.h"
#include "web/listen_address.h"
#include "web/security/channel.h"
#include "web/security/tls_client.h"

namespace weir::web {
namespace {

using Clock = std::chrono::steady_clock;
using Outcome = Transfer::Outcome;

constexpr std::string_view kHttp = "http://";
constexpr std::string_view kHttps = "https://";
constexpr size_t kLongestAnswer = 65'536;

tl::unexpected<Error> SystemError(const std::string& what) {
  return Fail(what + ": " + std::generic_category().message(errno));
}

// A connection with one deadline for all that is done with it.
class Wire {
 public:
  explicit Wire(Clock::time_point deadline) : deadline_(deadline) {}
  ~Wire() { Close(); }
  Wire(const Wire&) = delete;
  Wire& operator=(const Wire&) = delete;

  Result<void> Connect(const sockaddr* address, socklen_t size);
  // REQUIRES: connected
  Result<void> Secure(const TlsPeer& peer);
  Result<void> Send(std::string_view bytes);
  // To the end of what is sent.
  Result<std::string> ReceiveAll();

 private:
  void Close() {
    if (fd_ >= 0) close(fd_);
    fd_ = -1;
  }
  // False when the deadline has passed.
  bool Wait(short events) const;
  // What is to be done after a transfer that has not been done.
  Result<void> Await(Outcome outcome, const std::string& what) const;

  const Clock::time_point deadline_;
  int fd_ = -1;
  std::unique_ptr<Channel> channel_;
};

bool Wire::Wait(short events) const {
  pollfd ready{fd_, events, 0};
  for (;;) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline_ - Clock::now());
    if (left.count() <= 0) return false;
    const int count = poll(&ready, 1, static_cast<int>(left.count()));
    if (count >= 0 || errno != EINTR) return count > 0;
  }
}

Result<void> Wire::Connect(const sockaddr* address, socklen_t size) {
  Close();
  fd_ = socket(address->sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd_ < 0) return SystemError("cannot make a socket");
  channel_ = std::make_unique<PlainChannel>(fd_);
  if (connect(fd_, address, size) == 0) return {};
  if (errno != EINPROGRESS) return SystemError("cannot connect");
  if (!Wait(POLLOUT)) return Fail("cannot connect in time");
  int error = 0;
  socklen_t length = sizeof error;
  if (getsockopt(fd_, SOL_SOCKET, SO_ERROR, &error, &length) == 0 && error == 0) return {};
  errno = error;
  return SystemError("cannot connect");
}

Result<void> Wire::Secure(const TlsPeer& peer) {
  auto channel = OpenTlsClient(fd_, peer);
  if (!channel) return tl::unexpected(channel.error());
  channel_ = std::move(*channel);
  return {};
}

Result<void> Wire::Await(Outcome outcome, const std::string& what) const {
  if (outcome == Outcome::kReadable || outcome == Outcome::kWritable) {
    if (Wait(outcome == Outcome::kReadable ? POLLIN : POLLOUT)) return {};
    return Fail(what + " in time");
  }
  if (!channel_->failure().empty()) {
    return Fail("does not agree on TLS: " + std::string(channel_->failure()));
  }
  return errno != 0 ? SystemError(what) : Fail(what + ": it ends the connection");
}

Result<void> Wire::Send(std::string_view bytes) {
  while (!bytes.empty()) {
    errno = 0;
    const Transfer sent = channel_->Write(bytes);
    if (sent.outcome == Outcome::kDone) {
      bytes.remove_prefix(sent.bytes);
    } else if (auto again = Await(sent.outcome, "does not answer"); !again) {
      return again;
    }
  }
  return {};
}

Result<std::string> Wire::ReceiveAll() {
  std::string text;
  char block[4096];
  while (text.size() < kLongestAnswer) {
    errno = 0;
    const Transfer got = channel_->Read(block, sizeof block);
    if (got.outcome == Outcome::kEnded) break;
    if (got.outcome == Outcome::kDone) {
      text.append(block, got.bytes);
    } else if (const auto again = Await(got.outcome, "does not answer"); !again) {
      return tl::unexpected(again.error());
    }
  }
  return text;
}

// Where a question goes.
struct Target {
  ListenAddress address;
  std::string authority;  // for the Host header
  bool tls = false;
};

std::string HostOf(const Target& target) {
  return target.address.unix_socket ? "localhost" : target.address.host;
}

// A URL's part that names the host is what is listened on elsewhere.
Result<Target> TargetOf(const Question& question) {
  std::string_view rest = question.url;
  const bool https = rest.starts_with(kHttps);
  if (https || rest.starts_with(kHttp)) rest.remove_prefix((https ? kHttps : kHttp).size());
  while (rest.ends_with('/')) rest.remove_suffix(1);
  const bool file = rest.starts_with(config::kUnixScheme);
  const auto address = ParseListenAddress(rest);
  const bool whole = file == (rest.data() == question.url.data());
  if (!whole || !address || (!file && address->host.empty())) {
    return Fail("is none of http://HOST:PORT, https://HOST:PORT and unix:///PATH");
  }
  return Target{*address, file ? "localhost" : std::string(rest), https || question.tls};
}

Result<void> ConnectToFile(Wire& wire, const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, sizeof address.sun_path - 1);
  return wire.Connect(reinterpret_cast<const sockaddr*>(&address), sizeof address);
}

Result<void> ConnectToHost(Wire& wire, const std::string& host, const std::string& port) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  const int error = getaddrinfo(host.c_str(), port.c_str(), &hints, &found);
  if (error != 0) return Fail("cannot find \"" + host + "\": " + gai_strerror(error));
  const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> all(found, freeaddrinfo);
  Result<void> connected = Fail("has no address");
  for (const addrinfo* one = found; one != nullptr && !connected; one = one->ai_next) {
    connected = wire.Connect(one->ai_addr, one->ai_addrlen);
  }
  return connected;
}

Result<void> ConnectTo(Wire& wire, const ListenAddress& address) {
  if (address.unix_socket) return ConnectToFile(wire, address.unix_socket->path);
  return ConnectToHost(wire, address.host, address.port);
}

std::string RequestFor(const Question& question, const Target& target) {
  std::string text = "GET " + question.path + " HTTP/1.0\r\nHost: " + target.authority + "\r\n";
  if (!question.authorization.empty()) text += "Authorization: " + question.authorization + "\r\n";
  return text + "\r\n";
}

Result<Said> Understand(const std::string& text) {
  const size_t space = text.find(' '), end = text.find("\r\n\r\n");
  Said said;
  const bool http = text.starts_with("HTTP/1.") && end != std::string::npos && space < end;
  if (!http || std::from_chars(&text[space + 1], &text[end], said.status).ec != std::errc()) {
    return Fail("answers with something else than HTTP");
  }
  said.body = text.substr(end + 4);
  return said;
}

Result<std::string> Exchange(Wire& wire, const Question& question) {
  const auto target = TargetOf(question);
  if (!target) return tl::unexpected(target.error());
  auto done = ConnectTo(wire, target->address);
  if (done && target->tls) done = wire.Secure({HostOf(*target), question.ca_file});
  if (done) done = wire.Send(RequestFor(question, *target));
  if (!done) return tl::unexpected(done.error());
  return wire.ReceiveAll();
}

}  // namespace

Result<Said> Ask(const Question& question) {
  Wire wire(Clock::now() + question.timeout);
  const auto text = Exchange(wire, question);
  auto said = text ? Understand(*text) : tl::unexpected(text.error());
  if (!said) return Fail(question.url + " " + said.error().message);
  return said;
}

Result<std::string> LocalUrl(std::string_view listen) {
  if (listen.starts_with(config::kUnixScheme)) return std::string(listen);
  const auto address = ParseListenAddress(listen);
  if (!address) return Fail(address.error().message);
  if (address->port == "0") return Fail("the port of \"" + std::string(listen) + "\" is not known");
  std::string host = address->host;
  if (host.empty() || host == "0.0.0.0") host = "127.0.0.1";
  if (host == "::") host = "::1";
  if (host.find(':') != std::string::npos) host = "[" + host + "]";
  return std::string(kHttp) + host + ":" + address->port;
}

std::string BasicAuthorization(const std::string& user, const std::string& password) {
  constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const std::string text = user + ":" + password;
  std::string out = "Basic ";
  for (size_t i = 0; i < text.size(); i += 3) {
    uint32_t bits = 0;
    for (size_t k = 0; k < 3; ++k) {
      bits = bits << 8 | (i + k < text.size() ? static_cast<unsigned char>(text[i + k]) : 0U);
    }
    for (size_t k = 0; k < 4; ++k) {
      out += i + k > text.size() ? '=' : kDigits[bits >> (18 - 6 * k) & 63U];
    }
  }
  return out;
}

}  // namespace weir::web

// What a worker may do on the network.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "confined.h"

namespace weir::sandbox {
namespace {

constexpr int kMptcp = 262;

sockaddr_in Loopback(uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

template <class Call>
int With(const sockaddr_in& address, Call call) {
  return call(reinterpret_cast<const sockaddr*>(&address), socklen_t{sizeof(address)});
}

// A port of the loopback that listens.
class Listener {
 public:
  Listener() : fd_(socket(AF_INET, SOCK_STREAM, 0)) {
    With(Loopback(0), [&](auto... address) { return bind(fd_, address...); });
    listen(fd_, 16);
    port_ = PortOf();
  }
  ~Listener() { close(fd_); }
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  uint16_t port() const { return port_; }

 private:
  uint16_t PortOf() const {
    sockaddr_in address{};
    socklen_t size = sizeof(address);
    getsockname(fd_, reinterpret_cast<sockaddr*>(&address), &size);
    return ntohs(address.sin_port);
  }

  int fd_;
  uint16_t port_ = 0;  // kept: a worker closes its copy of the socket
};

std::string Connecting(uint16_t port) {
  const int fd = socket(AF_INET, SOCK_STREAM, 0);
  if (fd < 0) return "socket: " + Said(false);
  return Called(With(Loopback(port), [&](auto... address) { return connect(fd, address...); }));
}

std::string Socket(int family, int type, int protocol = 0) {
  return Called(socket(family, type, protocol));
}

class Network : public Sandboxed {};

TEST_P(Network, IsOpenByDefault) {
  const Listener listener;
  EXPECT_EQ(Under(DefaultPolicy(), [&] { return Connecting(listener.port()); }), "ok");
  EXPECT_EQ(Under(DefaultPolicy(),
                  [] {
                    const int fd = socket(AF_INET, SOCK_STREAM, 0);
                    return Called(With(Loopback(0), [&](auto... to) { return bind(fd, to...); }));
                  }),
            "ok");
}

TEST_P(Network, HasNoPacketsAndNoRareFamilies) {
  for (const int family : {AF_PACKET, AF_ALG, AF_VSOCK, AF_BLUETOOTH, AF_XDP, AF_KEY}) {
    EXPECT_EQ(Under(DefaultPolicy(), [&] { return Socket(family, SOCK_RAW); }), "EPERM") << family;
  }
}

TEST_P(Network, CanBeForbidden) {
  const Listener listener;
  Policy policy = DefaultPolicy();
  policy.network = false;
  EXPECT_EQ(Under(policy, [&] { return Connecting(listener.port()); }), "socket: EPERM");
  EXPECT_EQ(Under(policy, [] { return Socket(AF_INET6, SOCK_DGRAM); }), "EPERM");
  EXPECT_EQ(Under(policy, [] { return Socket(AF_NETLINK, SOCK_RAW); }), "ok");
  EXPECT_EQ(Under(policy, [] { return Socket(AF_UNIX, SOCK_STREAM); }), "ok");
}

TEST_P(Network, IsForbiddenWhenStrict) {
  for (const int family : {AF_INET, AF_INET6, AF_NETLINK}) {
    EXPECT_EQ(Under(StrictPolicy(), [&] { return Socket(family, SOCK_DGRAM); }), "EPERM");
  }
  EXPECT_EQ(Under(StrictPolicy(), [] { return Socket(AF_UNIX, SOCK_STREAM); }), "ok");
  Policy policy = StrictPolicy();
  policy.network = true;
  EXPECT_EQ(Under(policy, [] { return Socket(AF_INET, SOCK_DGRAM); }), "ok");
}

TEST_P(Network, CanBeASetOfPorts) {
  if (LandlockAbi() < 4) GTEST_SKIP() << "this kernel's Landlock has no ports";
  const Listener permitted;
  const Listener other;
  Policy policy = DefaultPolicy();
  policy.tcp_connect = {permitted.port()};
  EXPECT_EQ(Under(policy, [&] { return Connecting(permitted.port()); }), "ok");
  EXPECT_EQ(Under(policy, [&] { return Connecting(other.port()); }), "EACCES");
  EXPECT_EQ(Under(policy, [] { return Socket(AF_INET, SOCK_DGRAM); }), "ok");
  EXPECT_EQ(Under(policy,
                  [] {
                    const int fd = socket(AF_INET, SOCK_STREAM, 0);
                    return Called(With(Loopback(0), [&](auto... to) { return bind(fd, to...); }));
                  }),
            "EACCES");
}

TEST_P(Network, HasNoWayAroundThePorts) {
  const Listener other;
  Policy policy = DefaultPolicy();
  policy.tcp_connect = {1};
  EXPECT_EQ(Under(policy, [] { return Socket(AF_INET, SOCK_STREAM, kMptcp); }), "EPERM");
  EXPECT_EQ(Under(policy, [] { return Socket(AF_INET, SOCK_SEQPACKET); }), "EPERM");
  EXPECT_EQ(Under(policy, [] { return Socket(AF_UNIX, SOCK_SEQPACKET); }), "ok");
  EXPECT_EQ(Under(policy,
                  [&] {
                    const int fd = socket(AF_INET, SOCK_STREAM, 0);
                    return Called(With(Loopback(other.port()), [&](auto... to) {
                      return static_cast<int>(sendto(fd, "x", 1, MSG_FASTOPEN, to...));
                    }));
                  }),
            "EOPNOTSUPP");
}

TEST_P(Network, DoesNotReachAbstractSocketsOfOthers) {
  if (LandlockAbi() < 6) GTEST_SKIP() << "this kernel's Landlock has no scopes";
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const std::string name = "weir_sandbox_" + std::to_string(getpid());
  name.copy(address.sun_path + 1, sizeof(address.sun_path) - 2);
  const int server = socket(AF_UNIX, SOCK_STREAM, 0);
  ASSERT_EQ(bind(server, reinterpret_cast<sockaddr*>(&address), sizeof(address)), 0);
  ASSERT_EQ(listen(server, 4), 0);
  EXPECT_EQ(
      Under(DefaultPolicy(),
            [&] {
              const int fd = socket(AF_UNIX, SOCK_STREAM, 0);
              return Called(connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof(address)));
            }),
      "EPERM");
  close(server);
}

WEIR_FOR_ALL_WORKERS(Network);

}  // namespace
}  // namespace weir::sandbox

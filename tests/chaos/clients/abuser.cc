// Clients that do what no client should, as many at a time as wanted, on one thread.  Whoever is
// thrown out comes back after one to three seconds.  Ends after so many seconds and prints one JSON
// object of what happened.
//
//   abuser MODE PORT PATH CONNECTIONS SECONDS FIRST_ADDRESS ADDRESSES
//
// Addresses: the loopback addresses that the clients come from, one after the other.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "abuse.h"

namespace weir::abuse {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr auto kTick = milliseconds(100);
constexpr milliseconds kShortestAbsence(1000), kLongestAbsence(3000);
constexpr milliseconds kArrival(1000);  // of all
constexpr auto kBetweenDrops = std::chrono::seconds(1);
constexpr int kSmallBuffer = 4096;

struct Client {
  int fd = -1;
  size_t sent = 0;  // of the script
  bool finished = false;
  Clock::time_point next{};  // when it acts again
};

struct Totals {
  size_t opened = 0;
  size_t refused = 0;  // connections that were not made
  size_t ended = 0;    // by the server
  std::map<std::string, size_t> answers;
};

class Abuser {
 public:
  Abuser(const Abuse& abuse, int port, in_addr_t first, size_t addresses, size_t clients)
      : abuse_(abuse), port_(port), first_(first), addresses_(addresses), clients_(clients) {
    epoll_ = epoll_create1(EPOLL_CLOEXEC);
    for (Client& client : clients_) client.next = Clock::now() + Between({}, kArrival);
  }

  void Run(Clock::time_point until) {
    while (Clock::now() < until) {
      ActAll();
      Listen();
    }
  }
  const Totals& totals() const { return totals_; }

 private:
  milliseconds Between(milliseconds from, milliseconds to) {
    return milliseconds(
        std::uniform_int_distribution<milliseconds::rep>(from.count(), to.count())(random_));
  }

  void ActAll() {
    const auto now = Clock::now();
    for (size_t i = 0; i < clients_.size(); ++i) {
      if (now >= clients_[i].next) Act(i, now);
    }
  }

  void Act(size_t index, Clock::time_point now) {
    Client& client = clients_[index];
    client.next = now + kTick;
    if (client.fd < 0) return Open(index, now);
    if (client.sent < abuse_.script.size()) return Say(index, now);
    if (abuse_.half_close && !client.finished) {
      shutdown(client.fd, SHUT_WR);
      client.finished = true;
    }
    if (abuse_.reset) Leave(index, now);
  }

  void Open(size_t index, Clock::time_point now) {
    Client& client = clients_[index];
    client = {};
    client.fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    sockaddr_in own{};
    own.sin_family = AF_INET;
    own.sin_addr.s_addr = htonl(first_ + static_cast<in_addr_t>(index % addresses_));
    bind(client.fd, reinterpret_cast<sockaddr*>(&own), sizeof own);
    if (!abuse_.reads) {
      setsockopt(client.fd, SOL_SOCKET, SO_RCVBUF, &kSmallBuffer, sizeof kSmallBuffer);
    }
    sockaddr_in server{};
    server.sin_family = AF_INET;
    server.sin_port = htons(static_cast<in_port_t>(port_));
    server.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (connect(client.fd, reinterpret_cast<sockaddr*>(&server), sizeof server) != 0 &&
        errno != EINPROGRESS) {
      ++totals_.refused;
      return Leave(index, now);
    }
    ++totals_.opened;
    client.next = now;
    // Who reads nothing only wants to know of the end.
    const uint32_t events = (abuse_.reads ? uint32_t{EPOLLIN} : 0) | EPOLLRDHUP | EPOLLET;
    epoll_event event{events, {.u64 = index}};
    epoll_ctl(epoll_, EPOLL_CTL_ADD, client.fd, &event);
  }

  // Some clients say a byte at a time.
  void Say(size_t index, Clock::time_point now) {
    Client& client = clients_[index];
    const size_t left = abuse_.script.size() - client.sent;
    const size_t size = client.sent >= abuse_.drip_from ? 1 : std::min(left, abuse_.drip_from);
    const ssize_t sent =
        send(client.fd, abuse_.script.data() + client.sent, size, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent > 0) client.sent += static_cast<size_t>(sent);
    if (client.sent >= abuse_.drip_from) client.next = now + kBetweenDrops;
    if (sent < 0 && errno != EAGAIN && errno != ENOTCONN) End(index, now);
  }

  void Listen() {
    std::array<epoll_event, 256> events;
    const int count = epoll_wait(epoll_, events.data(), events.size(), kTick.count() / 2);
    for (int i = 0; i < count; ++i) {
      const epoll_event& event = events[static_cast<size_t>(i)];
      if ((event.events & EPOLLIN) != 0) Hear(event.data.u64);
      if ((event.events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0) {
        End(event.data.u64, Clock::now());
      }
    }
  }

  void Hear(size_t index) {
    std::array<char, 16384> bytes;
    for (;;) {
      const ssize_t count = recv(clients_[index].fd, bytes.data(), bytes.size(), MSG_DONTWAIT);
      if (count <= 0) return;
      CountAnswers({bytes.data(), static_cast<size_t>(count)});
    }
  }

  void CountAnswers(std::string_view bytes) {
    for (size_t at = bytes.find("HTTP/1.1 "); at != std::string_view::npos;
         at = bytes.find("HTTP/1.1 ", at + 1)) {
      const std::string status(bytes.substr(at + 9, 3));
      if (status.find_first_not_of("0123456789") == std::string::npos) ++totals_.answers[status];
    }
  }

  void End(size_t index, Clock::time_point now) {
    if (clients_[index].fd < 0) return;
    ++totals_.ended;
    Leave(index, now);
  }

  // With a reset, so that no port stays behind.
  void Leave(size_t index, Clock::time_point now) {
    const linger at_once{1, 0};
    setsockopt(clients_[index].fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    close(clients_[index].fd);
    clients_[index] = {};
    clients_[index].next = now + Between(kShortestAbsence, kLongestAbsence);
  }

  const Abuse abuse_;
  const int port_;
  const in_addr_t first_;
  const size_t addresses_;
  std::vector<Client> clients_;
  std::minstd_rand random_;
  int epoll_ = -1;
  Totals totals_;
};

void Print(const Totals& totals) {
  std::string answers;
  for (const auto& [status, count] : totals.answers) {
    answers += (answers.empty() ? "\"" : ", \"") + status + "\": " + std::to_string(count);
  }
  std::printf(R"({"opened": %zu, "refused": %zu, "ended": %zu, "answers": {%s}})"
              "\n",
              totals.opened, totals.refused, totals.ended, answers.c_str());
}

void AllowDescriptors(size_t count) {
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max = std::max<rlim_t>(limit.rlim_max, count + 100);
  setrlimit(RLIMIT_NOFILE, &limit);
}

int Main(char** arguments) {
  const auto abuse = FindAbuse(arguments[1], arguments[3]);
  if (!abuse) {
    std::fprintf(stderr, "abuser: no mode %s\n", arguments[1]);
    return 2;
  }
  const auto clients = static_cast<size_t>(std::atoll(arguments[4]));
  AllowDescriptors(clients);
  Abuser abuser(*abuse, std::atoi(arguments[2]), ntohl(inet_addr(arguments[6])),
                static_cast<size_t>(std::atoll(arguments[7])), clients);
  abuser.Run(Clock::now() + std::chrono::duration_cast<Clock::duration>(
                                std::chrono::duration<double>(std::atof(arguments[5]))));
  Print(abuser.totals());
  return 0;
}

}  // namespace
}  // namespace weir::abuse

int main(int argc, char** argv) {
  if (argc == 8) return weir::abuse::Main(argv);
  std::fprintf(stderr,
               "usage: %s MODE PORT PATH CONNECTIONS SECONDS FIRST_ADDRESS ADDRESSES\nmodes: %s\n",
               argv[0], weir::abuse::Modes().c_str());
  return 2;
}

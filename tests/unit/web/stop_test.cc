// The server's end: soon, whatever clients and handlers do.
#include <gtest/gtest.h>

#include <future>
#include <latch>
#include <thread>

#include "client.h"
#include "pieces.h"
#include "served.h"

namespace weir::web {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using Clock = std::chrono::steady_clock;

constexpr auto kSoon = seconds(2);  // far from the ten that Stop may take

void Fine(const Request&, const Reply& reply) { reply(Sentence(200, "Fine.")); }

// Until the listeners are closed.
bool WaitUntilUnreachable(const std::string& address) {
  const auto until = Clock::now() + seconds(10);
  while (Client(address).connected()) {
    if (Clock::now() > until) return false;
    std::this_thread::yield();
  }
  return true;
}

TEST(Stop, IsSoonWithoutClients) {
  Served served(Fine);
  const auto begin = Clock::now();
  EXPECT_TRUE(served.server().Stop(seconds(10)));
  EXPECT_LT(Clock::now() - begin, kSoon);
  EXPECT_FALSE(Client(served.address()).connected());
}

TEST(Stop, IsSoonWithIdleClients) {
  Served served(Fine);
  Client fresh(served.address()), kept(served.address());
  EXPECT_EQ(kept.Get("/").status, 200);
  const auto begin = Clock::now();
  EXPECT_TRUE(served.server().Stop(seconds(10)));
  EXPECT_LT(Clock::now() - begin, kSoon);
  EXPECT_TRUE(kept.Ended());
}

TEST(Stop, MayBeCalledAgain) {
  Served served(Fine);
  EXPECT_TRUE(served.server().Stop(seconds(10)));
  EXPECT_TRUE(served.server().Stop(seconds(10)));
}

TEST(Stop, LetsARequestInFlightFinish) {
  Held held;
  Served served([&](const Request&, Reply reply) { held.Keep(std::move(reply)); });
  Client client(served.address());
  client.Send("GET / HTTP/1.1\r\n\r\n");
  ASSERT_TRUE(held.WaitFor(1));
  auto stopped = std::async(std::launch::async, [&] { return served.server().Stop(seconds(10)); });
  ASSERT_TRUE(WaitUntilUnreachable(served.address()));
  held.GiveAll("Finished.");
  const Received received = client.Receive();
  EXPECT_EQ(received.body, "Finished.\n");
  EXPECT_EQ(received["connection"], "close");
  EXPECT_TRUE(stopped.get());
}

TEST(Stop, CutsOffAWaitForAReply) {
  Held held;
  Served served([&](const Request&, Reply reply) { held.Keep(std::move(reply)); });
  Client client(served.address());
  client.Send("GET / HTTP/1.1\r\n\r\n");
  ASSERT_TRUE(held.WaitFor(1));
  const auto begin = Clock::now();
  EXPECT_TRUE(served.server().Stop(milliseconds(50)));
  EXPECT_LT(Clock::now() - begin, kSoon);
  EXPECT_EQ(client.Receive().status, 503);
  held.GiveAll("Too late.");
}

TEST(Stop, CutsOffAClientThatReadsNothing) {
  Served served([](const Request&, const Reply& reply) {
    Response response;
    response.content = std::make_unique<Endless>();
    reply(std::move(response));
  });
  Client client(served.address(), 4096);
  client.Send("GET / HTTP/1.1\r\n\r\n");
  EXPECT_EQ(client.ReceiveSome(1000), 1000u);
  const auto begin = Clock::now();
  EXPECT_TRUE(served.server().Stop(milliseconds(50)));
  EXPECT_LT(Clock::now() - begin, kSoon);
}

TEST(Stop, CutsOffARequestThatIsNotComplete) {
  Served served(Fine);
  Client client(served.address());
  EXPECT_EQ(client.Get("/").status, 200);
  client.Send("GET / HTTP/1.1\r\nHost: te");
  const auto begin = Clock::now();
  EXPECT_TRUE(served.server().Stop(seconds(10)));
  EXPECT_LT(Clock::now() - begin, kSoon);
}

// A body whose making hangs.
class Stuck : public expose::Body {
 public:
  Stuck(std::latch& entered, std::latch& released) : entered_(entered), released_(released) {}
  bool Next(expose::Buffer&) override {
    entered_.count_down();
    released_.wait();
    return false;
  }

 private:
  std::latch& entered_;
  std::latch& released_;
};

TEST(Stop, SaysThatTheLoopIsStuckAndSucceedsWhenItIsNot) {
  std::latch entered(1), released(1);
  Served served([&](const Request&, const Reply& reply) {
    Response response;
    response.content = std::make_unique<Stuck>(entered, released);
    reply(std::move(response));
  });
  Client client(served.address());
  client.Send("GET / HTTP/1.1\r\n\r\n");
  entered.wait();
  const auto begin = Clock::now();
  EXPECT_FALSE(served.server().Stop(milliseconds(50)));
  EXPECT_LT(Clock::now() - begin, kSoon);
  released.count_down();
  EXPECT_TRUE(served.server().Stop(seconds(10)));
}

}  // namespace
}  // namespace weir::web

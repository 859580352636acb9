// Clients that send what they should not, or too slowly, or too many at once.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <thread>
#include <vector>

#include "client.h"
#include "pieces.h"
#include "scratch.h"
#include "served.h"

namespace weir::web {
namespace {

using std::chrono::milliseconds;

void Fine(const Request&, const Reply& reply) { reply(Sentence(200, "Fine.")); }

TEST(Abuse, ARequestThatStopsInItsHeadIsTooSlow) {
  Limits limits;
  limits.request = milliseconds(100);
  Served served(Fine, limits);
  Client client(served.address());
  client.Send("GET / HTTP/1.1\r\nHost: te");
  EXPECT_EQ(client.Receive().status, 408);
  EXPECT_TRUE(client.Ended());
}

// Each byte would start a timeout that is only the socket's anew.
TEST(Abuse, ARequestThatTricklesIsTooSlow) {
  Limits limits;
  limits.request = milliseconds(200);
  Served served(Fine, limits);
  Client client(served.address());
  client.Send("GET / HTTP/1.1\r\nX: ");
  while (!client.WaitFor(milliseconds(10))) client.Send("x");
  EXPECT_EQ(client.Receive().status, 408);
}

TEST(Abuse, AConnectionWithoutARequestEnds) {
  Limits limits;
  limits.request = milliseconds(100);
  Served served(Fine, limits);
  Client client(served.address());
  EXPECT_TRUE(client.Ended());
}

TEST(Abuse, ARequestThatIsCutOffIsNotAnswered200) {
  Served served(Fine);
  Client client(served.address());
  client.Send("GET / HTTP/1.1\r\nHost: te");
  client.FinishSending();
  EXPECT_EQ(client.Receive().status, 400);
}

TEST(Abuse, AHalfClosedClientGetsItsAnswer) {
  Served served(Fine);
  Client client(served.address());
  client.Send("GET / HTTP/1.1\r\n\r\n");
  client.FinishSending();
  EXPECT_EQ(client.Receive().body, "Fine.\n");
}

TEST(Abuse, AHeadWithoutEndIsTooBig) {
  Served served(Fine);
  Client client(served.address());
  client.Send("GET / HTTP/1.1\r\n");
  const std::string line = "X: " + std::string(5000, 'x') + "\r\n";
  for (int i = 0; i < 20; ++i) client.Send(line);
  EXPECT_EQ(client.Receive().status, 431);
}

TEST(Abuse, BlanksWithoutEndAreRefused) {
  Served served(Fine);
  Client client(served.address());
  client.Send(std::string(100000, ' '));
  EXPECT_EQ(client.Receive().status, 400);
}

TEST(Abuse, GarbageIsABadRequest) {
  Served served(Fine);
  for (const std::string garbage :
       {"\x16\x03\x01\x02\x00\x01\r\n\r\n", "GET\r\n\r\n", "\r\n\r\n"}) {
    Client client(served.address());
    client.Send(garbage);
    client.FinishSending();
    EXPECT_EQ(client.Receive().status, 400) << garbage;
  }
  Client client(served.address());
  EXPECT_EQ(client.Get("/").status, 200);
}

TEST(Abuse, AnUnreadableLengthEndsTheConnection) {
  Served served(Fine);
  for (const char* length : {"abc", "-1", "99999999999999999999", ""}) {
    Client client(served.address());
    client.Send("GET / HTTP/1.1\r\nContent-Length: " + std::string(length) + "\r\n\r\n");
    client.FinishSending();
    client.Receive();
    EXPECT_FALSE(client.Get("/").complete) << length;
  }
  Client client(served.address());
  EXPECT_EQ(client.Get("/").status, 200);
}

TEST(Abuse, ConnectionsBeyondTheLimitAreToldToComeBack) {
  Held held;
  Limits limits;
  limits.connections = 2;
  Served served([&](const Request&, Reply reply) { held.Keep(std::move(reply)); }, limits);
  Client first(served.address()), second(served.address());
  first.Send("GET / HTTP/1.1\r\n\r\n");
  second.Send("GET / HTTP/1.1\r\n\r\n");
  ASSERT_TRUE(held.WaitFor(2));
  Client third(served.address());
  third.Send("GET / HTTP/1.1\r\n\r\n");
  const Received refusal = third.Receive();
  EXPECT_EQ(refusal.status, 503);
  EXPECT_EQ(refusal["retry-after"], "1");
  EXPECT_TRUE(third.Ended());
  held.GiveAll("Fine.");
  EXPECT_EQ(first.Receive().status, 200);
  EXPECT_EQ(second.Receive().status, 200);
}

TEST(Abuse, ANewcomerTakesThePlaceOfWhoHasAskedNothing) {
  Limits limits;
  limits.connections = 3;
  Served served(Fine, limits);
  Client kept(served.address());
  EXPECT_EQ(kept.Get("/").status, 200);
  Client silent(served.address()), later(served.address());
  later.Send("GET");  // seen by now, so both have come in
  for (int i = 0; i < 2; ++i) {
    Client client(served.address());
    EXPECT_EQ(client.Get("/").status, 200);
  }
  EXPECT_TRUE(silent.Ended());
  EXPECT_EQ(kept.Get("/").status, 200);
}

TEST(Abuse, ANewcomerTakesThePlaceOfWhoReadsNothing) {
  Limits limits;
  limits.connections = 1;
  Served served(
      [](const Request& request, const Reply& reply) {
        Response response = Sentence(200, "Fine.");
        if (request.path == "/endless") response.content = std::make_unique<Endless>();
        reply(std::move(response));
      },
      limits);
  Client stuck(served.address(), 4096);
  stuck.Send("GET /endless HTTP/1.1\r\n\r\n");
  EXPECT_EQ(stuck.ReceiveSome(1000), 1000u);
  // Until the kernel takes no more of the endless answer, newcomers are told to come back.
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  int status = 503;
  while (status == 503 && std::chrono::steady_clock::now() < until) {
    status = Client(served.address()).Get("/").status;
  }
  EXPECT_EQ(status, 200);
}

TEST(Abuse, ANewcomerTakesThePlaceOfWhoIsIdle) {
  Limits limits;
  limits.connections = 2;
  Served served(Fine, limits);
  Client first(served.address()), second(served.address());
  EXPECT_EQ(first.Get("/").status, 200);
  EXPECT_EQ(second.Get("/").status, 200);
  Client third(served.address());
  EXPECT_EQ(third.Get("/").status, 200);
  EXPECT_TRUE(first.Ended());
  EXPECT_EQ(second.Get("/").status, 200);
}

TEST(Abuse, APeerBeyondItsShareLosesOneOfItsOwn) {
  Limits limits;
  limits.connections_a_peer = 2;
  Served served(Fine, limits);
  Client first(served.address()), second(served.address());
  EXPECT_EQ(second.Get("/").status, 200);
  // Who has just come has a moment to say something.
  while (!first.WaitFor(milliseconds(1))) EXPECT_EQ(Client(served.address()).Get("/").status, 200);
  EXPECT_TRUE(first.Ended());
  EXPECT_EQ(second.Get("/").status, 200);
}

TEST(Abuse, APeerBeyondItsShareLosesTheOldestFirst) {
  Limits limits;
  limits.connections_a_peer = 4;
  Served served(Fine, limits);
  std::vector<std::unique_ptr<Client>> clients;
  for (int i = 0; i < 4; ++i) clients.push_back(std::make_unique<Client>(served.address()));
  EXPECT_EQ(clients[3]->Get("/").status, 200);
  std::this_thread::sleep_for(milliseconds(200));  // nobody has just come
  Client newcomer(served.address()), another(served.address());
  EXPECT_EQ(another.Get("/").status, 200);
  EXPECT_TRUE(clients[0]->Ended());
  EXPECT_TRUE(clients[1]->Ended());
  EXPECT_EQ(clients[2]->Get("/").status, 200);
  EXPECT_EQ(clients[3]->Get("/").status, 200);
}

// Seen only when a newcomer asks for its place.
TEST(Abuse, APeerWhoseLastConnectionHasEndedGetsANewOne) {
  const Scratch scratch;
  Limits limits;
  limits.connections_a_peer = 1;
  const std::string socket = "unix://" + (scratch / "weir.sock");
  const auto handle = [](const Request& request, const Reply& reply) {
    if (request.path == "/hold") std::this_thread::sleep_for(milliseconds(300));  // the loop
    Fine(request, reply);
  };
  Served served(handle, limits, {"127.0.0.1:0", socket});
  auto first = std::make_unique<Client>(served.address());
  EXPECT_EQ(first->Get("/").status, 200);
  std::this_thread::sleep_for(milliseconds(200));  // it has not just come
  Client holding(served.address(1));
  holding.Send("GET /hold HTTP/1.1\r\nHost: x\r\n\r\n");
  std::this_thread::sleep_for(milliseconds(100));
  Client newcomer(served.address());
  first.reset();
  EXPECT_EQ(newcomer.Get("/").status, 200);
}

TEST(Abuse, ClientsOfAUnixSocketHaveNoShare) {
  const Scratch scratch;
  Limits limits;
  limits.connections_a_peer = 1;
  Served served(Fine, limits, {"unix://" + (scratch / "weir.sock")});
  Client first(served.address()), second(served.address());
  EXPECT_EQ(second.Get("/").status, 200);
  EXPECT_EQ(first.Get("/").status, 200);
}

}  // namespace
}  // namespace weir::web

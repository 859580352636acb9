// Requests and answers over real sockets.
#include "web/server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <stdexcept>
#include <thread>

#include "client.h"
#include "pieces.h"
#include "scratch.h"
#include "served.h"

namespace weir::web {
namespace {

using std::chrono::milliseconds;
using testing::HasSubstr;

// Answers with what was asked for.
void Echo(const Request& request, const Reply& reply) {
  Response response = Sentence(200, request.method + " " + request.path);
  response.route = "/echo";
  reply(std::move(response));
}

Handler AnswerWith(std::function<std::unique_ptr<expose::Body>()> make) {
  return [make = std::move(make)](const Request&, const Reply& reply) {
    Response response;
    response.content = make();
    reply(std::move(response));
  };
}

std::vector<std::string> ManyPieces() {
  std::vector<std::string> pieces;
  for (int i = 0; i < 200; ++i) {
    pieces.emplace_back(static_cast<size_t>(1 + i * 331), static_cast<char>('a' + i % 26));
  }
  return pieces;
}

std::string Joined(const std::vector<std::string>& pieces) {
  std::string all;
  for (const std::string& piece : pieces) all += piece;
  return all;
}

TEST(Server, AnswersARequest) {
  Served served(Echo);
  Client client(served.address());
  const Received received = client.Get("/some%20path?query");
  EXPECT_TRUE(received.complete);
  EXPECT_EQ(received.status, 200);
  EXPECT_EQ(received.body, "GET /some path\n");
}

TEST(Server, HandsOverWhatRoutesNeed) {
  Request seen;
  Served served([&](const Request& request, const Reply& reply) {
    seen = request;
    Echo(request, reply);
  });
  Client client(served.address());
  client.Get("/m?a=b",
             "Accept: text/plain\r\naccept: */*;q=0.1\r\nAccept-Encoding: gzip\r\n"
             "X-Prometheus-Scrape-Timeout-Seconds: 1.5\r\n");
  EXPECT_EQ(seen.query, "a=b");
  EXPECT_EQ(seen.accept, "text/plain, */*;q=0.1");
  EXPECT_EQ(seen.accept_encoding, "gzip");
  EXPECT_EQ(seen.scrape_timeout, "1.5");
}

TEST(Server, TellsOfEachAnswerOnce) {
  Served served(Echo);
  Client client(served.address());
  client.Get("/1");
  client.Get("/2");
  client.Get("/%");
  const auto sightings = served.sightings.WaitFor(3);
  ASSERT_EQ(sightings.size(), 3u);
  EXPECT_EQ(sightings[0].route, "/echo");
  EXPECT_EQ(sightings[0].code, 200);
  EXPECT_EQ(sightings[2].route, "other");
  EXPECT_EQ(sightings[2].code, 400);
}

TEST(Server, KeepsTheConnectionForMoreRequests) {
  Served served(Echo);
  Client client(served.address());
  for (int i = 0; i < 5; ++i) {
    const std::string path = "/" + std::to_string(i);
    EXPECT_EQ(client.Get(path).body, "GET " + path + "\n");
  }
}

// A client that sends more before it has its answer could have many made for few bytes.
TEST(Server, AnswersOneOfSeveralPipelinedRequests) {
  Served served(Echo);
  Client client(served.address());
  client.Send("GET /1 HTTP/1.1\r\n\r\nHEAD /2 HTTP/1.1\r\n\r\nGET /3 HTTP/1.1\r\n\r\n");
  const Received received = client.Receive();
  EXPECT_EQ(received.body, "GET /1\n");
  EXPECT_EQ(received["connection"], "close");
  EXPECT_TRUE(client.Ended());
}

TEST(Server, TakesARequestInAnyNumberOfSplits) {
  Served served(Echo);
  Client client(served.address());
  for (const std::string request :
       {"GET /split HTTP/1.1\r\nHost: x\r\n\r\n", "GET /split HTTP/1.1\nHost: x\n\n"}) {
    for (const char c : request) {
      ASSERT_TRUE(client.Send(std::string(1, c)));
      std::this_thread::yield();
    }
    EXPECT_EQ(client.Receive().body, "GET /split\n");
  }
}

TEST(Server, ClosesWhenAskedTo) {
  Served served(Echo);
  Client client(served.address());
  const Received received = client.Get("/", "Connection: close\r\n");
  EXPECT_TRUE(received.complete);
  EXPECT_EQ(received["connection"], "close");
  EXPECT_TRUE(client.Ended());
}

TEST(Server, ClosesIdleConnections) {
  Limits limits;
  limits.idle = milliseconds(50);
  Served served(Echo, limits);
  Client client(served.address());
  EXPECT_EQ(client.Get("/").status, 200);
  EXPECT_TRUE(client.Ended());
}

TEST(Server, ClosesAfterAnAnswerToHttp10) {
  Served served(Echo);
  Client client(served.address());
  client.Send("GET /old HTTP/1.0\r\n\r\n");
  const Received received = client.Receive();
  EXPECT_EQ(received.version, "HTTP/1.0");
  EXPECT_EQ(received.body, "GET /old\n");
  EXPECT_TRUE(client.Ended());
}

TEST(Server, KeepsTheConnectionForAnHttp10ClientThatAsks) {
  Served served(Echo);
  Client client(served.address());
  for (int i = 0; i < 2; ++i) {
    client.Send("GET /old HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n");
    const Received received = client.Receive();
    EXPECT_EQ(received["connection"], "keep-alive");
    EXPECT_EQ(received.body, "GET /old\n");
  }
}

TEST(Server, RefusesOtherVersions) {
  Served served(Echo);
  for (const char* version : {"HTTP/2.0", "HTTP/9.9", "HTTP/0.9", "FTP/1.1"}) {
    Client client(served.address());
    client.Send("GET / " + std::string(version) + "\r\n\r\n");
    const Received received = client.Receive();
    EXPECT_EQ(received.status, 505) << version;
    EXPECT_EQ(received.version, "HTTP/1.1") << version;
    EXPECT_TRUE(client.Ended()) << version;
  }
}

TEST(Server, AnswersHeadWithoutABody) {
  Served served(Echo);
  Client client(served.address());
  client.Send("HEAD /x HTTP/1.1\r\n\r\n");
  EXPECT_EQ(client.Receive(true)["content-length"], "8");
  EXPECT_EQ(client.Get("/after").body, "GET /after\n");
}

// A body that is left unread would be the next request, of whoever sent the body.
TEST(Server, NeverTakesABodyForARequest) {
  const std::string smuggled = "GET /smuggled HTTP/1.1\r\n\r\n";
  const std::string length = "Content-Length: " + std::to_string(smuggled.size()) + "\r\n";
  const std::string chunk = "1a\r\n" + smuggled + "\r\n0\r\n\r\n";
  for (const std::string& request : {
           "POST /x HTTP/1.1\r\n" + length + "\r\n" + smuggled,
           "GET /x HTTP/1.1\r\n" + length + "\r\n" + smuggled,
           "HEAD /x HTTP/1.1\r\n" + length + "\r\n" + smuggled,
           "POST /x HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk,
           "GET /x HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk,
           "GET /x HTTP/1.1\r\nContent-Length: 0\r\n" + length + "\r\n" + smuggled,
           "PUT /x HTTP/1.1\r\n\r\n" + smuggled,
       }) {
    Served served(Echo);
    Client client(served.address());
    client.Send(request);
    client.Send("GET /next HTTP/1.1\r\n\r\n");
    const Received received = client.Receive(request.starts_with("HEAD"));
    EXPECT_EQ(received.status, 200) << request;
    EXPECT_EQ(received["connection"], "close") << request;
    EXPECT_TRUE(client.Ended()) << request;
  }
}

TEST(Server, AnswersARequestWithABigBodyThatItDoesNotRead) {
  Served served(Echo);
  Client client(served.address());
  client.Send("POST /x HTTP/1.1\r\nContent-Length: 200000\r\n\r\n" + std::string(200000, 'x'));
  EXPECT_EQ(client.Receive().body, "POST /x\n");
  EXPECT_TRUE(client.Ended());
}

TEST(Server, DoesNotAskForABody) {
  Served served(Echo);
  Client client(served.address());
  client.Send("POST /x HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
  EXPECT_EQ(client.Receive().status, 200);
}

TEST(Server, SendsABigBodyInChunks) {
  const auto pieces = ManyPieces();
  Served served(AnswerWith([&] { return std::make_unique<Pieces>(pieces); }));
  Client client(served.address());
  for (int i = 0; i < 2; ++i) {
    const Received received = client.Get("/");
    EXPECT_TRUE(received.complete);
    EXPECT_EQ(received["transfer-encoding"], "chunked");
    EXPECT_EQ(received.body, Joined(pieces));
  }
}

TEST(Server, SendsABigBodyToHttp10UntilTheConnectionEnds) {
  const auto pieces = ManyPieces();
  Served served(AnswerWith([&] { return std::make_unique<Pieces>(pieces); }));
  Client client(served.address());
  client.Send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  const Received received = client.Receive();
  EXPECT_EQ(received["connection"], "close");
  EXPECT_EQ(received["transfer-encoding"], "");
  EXPECT_EQ(received.body, Joined(pieces));
}

TEST(Server, TakesAReplyFromAnotherThread) {
  Held held;
  Served served([&](const Request&, Reply reply) { held.Keep(std::move(reply)); });
  Client client(served.address());
  client.Send("GET / HTTP/1.1\r\n\r\n");
  ASSERT_TRUE(held.WaitFor(1));
  held.GiveAll("Late.");
  EXPECT_EQ(client.Receive().body, "Late.\n");
}

TEST(Server, AnswersForAHandlerThatLetsTheReplyGo) {
  Served served([](const Request&, const Reply&) {});
  Client client(served.address());
  EXPECT_EQ(client.Get("/").status, 503);
}

TEST(Server, AnswersForAHandlerThatThrows) {
  Served served([](const Request&, const Reply&) { throw std::runtime_error("broken"); });
  Client client(served.address());
  const Received received = client.Get("/");
  EXPECT_EQ(received.status, 500);
  EXPECT_EQ(received.body.find("broken"), std::string::npos);
}

// Gives so many pieces, then throws.
class Breaking : public expose::Body {
 public:
  explicit Breaking(int good) : good_(good) {}
  bool Next(expose::Buffer& out) override {
    if (good_-- == 0) throw std::runtime_error("broken");
    out.Append("piece");
    return true;
  }

 private:
  int good_;
};

TEST(Server, AnswersForABodyThatCannotBeBegun) {
  Served served(AnswerWith([] { return std::make_unique<Breaking>(0); }));
  Client client(served.address());
  EXPECT_EQ(client.Get("/").status, 500);
}

TEST(Server, CutsOffABodyThatBreaks) {
  Served served(AnswerWith([] { return std::make_unique<Breaking>(5); }));
  Client client(served.address());
  const Received received = client.Get("/");
  EXPECT_EQ(received.status, 200);
  EXPECT_FALSE(received.complete);
  EXPECT_EQ(served.sightings.WaitFor(1).size(), 1u);
}

TEST(Server, GoesOnWhenAClientVanishesInABody) {
  Served served(AnswerWith([] { return std::make_unique<Endless>(); }));
  for (int i = 0; i < 3; ++i) {
    Client client(served.address());
    client.Send("GET / HTTP/1.1\r\n\r\n");
    EXPECT_EQ(client.ReceiveSome(100000), 100000u);
    client.Reset();
  }
  EXPECT_EQ(served.sightings.WaitFor(3).size(), 3u);
}

TEST(Server, DropsAClientThatReadsNothing) {
  Limits limits;
  limits.stall = milliseconds(100);
  Served served(AnswerWith([] { return std::make_unique<Endless>(); }), limits);
  Client client(served.address(), 4096);
  client.Send("GET / HTTP/1.1\r\n\r\n");
  EXPECT_EQ(served.sightings.WaitFor(1).size(), 1u);
}

TEST(Server, DropsAClientThatReadsForTooLong) {
  Limits limits;
  limits.stall = std::chrono::seconds(30);
  limits.answer = milliseconds(200);
  Served served(AnswerWith([] { return std::make_unique<Endless>(); }), limits);
  Client client(served.address());
  client.Send("GET / HTTP/1.1\r\n\r\n");
  while (client.ReceiveSome(4096) == 4096) {
  }
  EXPECT_EQ(served.sightings.WaitFor(1).size(), 1u);
}

TEST(Server, ListensOnSeveralAddresses) {
  const Scratch scratch;
  const std::string path = scratch / "weir.sock";
  Served served(Echo, {}, {"127.0.0.1:0", "127.0.0.1:0", "unix://" + path});
  for (size_t i = 0; i < 3; ++i) {
    Client client(served.address(i));
    EXPECT_EQ(client.Get("/a").body, "GET /a\n") << served.address(i);
    EXPECT_EQ(client.Get("/b").body, "GET /b\n") << served.address(i);
  }
  EXPECT_TRUE(served.server().Stop(milliseconds(5000)));
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST(Server, AnswersOverIPv6) {
  if (!Listener::Open("[::1]:0")) GTEST_SKIP() << "no IPv6 loopback here";
  Served served(Echo, {}, {"[::1]:0"});
  Client client(served.address());
  EXPECT_EQ(client.Get("/six").body, "GET /six\n");
}

}  // namespace
}  // namespace weir::web

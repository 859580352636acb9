#include "web/request_head.h"

#include <gtest/gtest.h>

#include <string>

namespace weir::web {
namespace {

TEST(RequestHead, EndsBehindTheEmptyLine) {
  EXPECT_EQ(FindEndOfHead("GET / HTTP/1.1\r\n\r\nrest", 0), 18u);
  EXPECT_EQ(FindEndOfHead("GET / HTTP/1.1\n\nrest", 0), 16u);
  EXPECT_EQ(FindEndOfHead("GET / HTTP/1.1\r\nHost: x\r\n\r\n", 0), 27u);
  EXPECT_EQ(FindEndOfHead("GET / HTTP/1.1\r\n\r", 0), 0u);
  EXPECT_EQ(FindEndOfHead("GET / HTTP/1.1\r\nA: \r\r\n", 0), 0u);
  EXPECT_EQ(FindEndOfHead("", 0), 0u);
}

// However the bytes came in.
TEST(RequestHead, EndIsFoundWhereverTheBytesWereSplit) {
  for (const std::string head : {"GET / HTTP/1.1\r\nA: b\r\n\r\n", "GET / HTTP/1.1\nA: b\n\n"}) {
    for (size_t seen = 0; seen < head.size(); ++seen) {
      EXPECT_EQ(FindEndOfHead(head.substr(0, head.size() - 1), std::min(seen, head.size() - 1)),
                0u);
      EXPECT_EQ(FindEndOfHead(head, seen), head.size()) << seen;
    }
  }
}

TEST(RequestHead, IsOrdinaryWithoutWhatMayBeASecret) {
  const auto is_ordinary = [](const std::string& fields) {
    return ParseRequestHead("GET / HTTP/1.1\r\n" + fields + "\r\n")->is_ordinary;
  };
  EXPECT_TRUE(is_ordinary(""));
  EXPECT_TRUE(
      is_ordinary("Host: a\r\nuser-agent: b\r\nAccept: c\r\nAccept-Encoding: gzip\r\n"
                  "X-Prometheus-Scrape-Timeout-Seconds: 10\r\nConnection: close\r\n"));
  for (const char* field :
       {"Authorization", "authorization", "Cookie", "Proxy-Authorization", "X-Key"})
    EXPECT_FALSE(is_ordinary("Host: a\r\n" + std::string(field) + ":\r\n")) << field;
}

TEST(RequestHead, SaysWhatIsAskedFor) {
  const auto head = ParseRequestHead("GET /a%20b?c=d HTTP/1.1\r\nAccept: x\r\naccept: y\r\n\r\n");
  ASSERT_TRUE(head);
  EXPECT_EQ(head->request.method, "GET");
  EXPECT_EQ(head->request.path, "/a b");
  EXPECT_EQ(head->request.query, "c=d");
  EXPECT_EQ(head->request.accept, "x, y");
  EXPECT_TRUE(head->form.keep_alive);
  EXPECT_FALSE(head->form.http10);
  EXPECT_FALSE(head->form.head_only);
  EXPECT_FALSE(head->may_have_body);
}

TEST(RequestHead, OldClientsStayIfTheyAsk) {
  EXPECT_FALSE(ParseRequestHead("GET / HTTP/1.0\r\n\r\n")->form.keep_alive);
  EXPECT_TRUE(
      ParseRequestHead("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n")->form.keep_alive);
  EXPECT_FALSE(ParseRequestHead("GET / HTTP/1.1\r\nConnection: Close\r\n\r\n")->form.keep_alive);
}

TEST(RequestHead, KnowsWhatMayHaveABody) {
  for (const char* head : {"POST / HTTP/1.1\r\n\r\n", "DELETE / HTTP/1.1\r\n\r\n",
                           "GET / HTTP/1.1\r\nContent-Length: 0\r\n\r\n",
                           "GET / HTTP/1.1\r\ncontent-length: x\r\n\r\n",
                           "HEAD / HTTP/1.1\r\nTransfer-Encoding: identity\r\n\r\n"}) {
    EXPECT_TRUE(ParseRequestHead(head)->may_have_body) << head;
  }
}

TEST(RequestHead, RefusesWithTheAnswer) {
  const auto status = [](const std::string& head) {
    const auto parsed = ParseRequestHead(head);
    return parsed ? 200 : parsed.error().status;
  };
  EXPECT_EQ(status("GET / HTTP/2.0\r\n\r\n"), 505);
  EXPECT_EQ(status("GET /%zz HTTP/1.1\r\n\r\n"), 400);
  EXPECT_EQ(status("GET\r\n\r\n"), 400);
  EXPECT_EQ(status(std::string(100, 'A') + " / HTTP/1.1\r\n\r\n"), 400);
  std::string many = "GET / HTTP/1.1\r\n";
  for (int i = 0; i < 200; ++i) many += "X" + std::to_string(i) + ": y\r\n";
  EXPECT_EQ(status(many + "\r\n"), 400);
}

// Found by fuzzing: a proxy in front could have seen a body where Weir saw the next request.
TEST(RequestHead, RefusesWhatOthersReadDifferently) {
  for (const char* fields :
       {"A: b\n\rC: d\r\nContent-Length: 5\r\n\r\n", "Content-Length : 5\r\n\r\n",
        "Content-Length\t: 5\r\n\r\n", " Content-Length: 5\r\n\r\n", ": 5\r\n\r\n"}) {
    const auto head = ParseRequestHead(std::string("GET / HTTP/1.1\r\n") + fields);
    ASSERT_FALSE(head) << fields;
    EXPECT_EQ(head.error().status, 400);
  }
}

}  // namespace
}  // namespace weir::web

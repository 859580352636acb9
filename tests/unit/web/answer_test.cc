#include "web/answer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

#include "pieces.h"

namespace weir::web {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::MatchesRegex;
using testing::Not;
using testing::StartsWith;

// What each Next gives.
std::vector<std::string> Sends(Answer& answer) {
  expose::Buffer scratch;
  std::vector<std::string> sends;
  for (auto bytes = answer.Next(scratch); !bytes.empty(); bytes = answer.Next(scratch)) {
    sends.emplace_back(bytes);
  }
  EXPECT_TRUE(answer.ended());
  return sends;
}

std::string All(Answer& answer) {
  std::string all;
  for (const std::string& bytes : Sends(answer)) all += bytes;
  return all;
}

std::string All(Response response, Form form) {
  Answer answer(std::move(response), form);
  return All(answer);
}

Response Paged(std::vector<std::string> pieces) {
  Response response;
  response.content = std::make_unique<Pieces>(std::move(pieces));
  return response;
}

constexpr Form kKept{.keep_alive = true};

TEST(Answer, HasTheHeadersThatAllHave) {
  const std::string all = All(Sentence(200, "Fine."), kKept);
  EXPECT_THAT(all, StartsWith("HTTP/1.1 200 OK\r\n"));
  EXPECT_THAT(all, HasSubstr("\r\nServer: weir\r\n"));
  EXPECT_THAT(all, HasSubstr("\r\nContent-Type: text/plain; charset=utf-8\r\n"));
  EXPECT_THAT(all, HasSubstr("\r\nX-Content-Type-Options: nosniff\r\n"));
  EXPECT_THAT(all, HasSubstr("\r\nContent-Length: 6\r\n"));
  EXPECT_THAT(all, Not(HasSubstr("Connection:")));
  EXPECT_THAT(all, EndsWith("\r\n\r\nFine.\n"));
}

TEST(Answer, SaysTheDateInTheFormOfRfc9110) {
  const std::string all = All(Sentence(200, "Fine."), kKept);
  const size_t begin = all.find("Date: ");
  ASSERT_NE(begin, std::string::npos);
  EXPECT_THAT(all.substr(begin, all.find("\r\n", begin) - begin),
              MatchesRegex("Date: [A-Z][a-z]{2}, [0-9]{2} [A-Z][a-z]{2} [0-9]{4} "
                           "[0-9]{2}:[0-9]{2}:[0-9]{2} GMT"));
}

TEST(Answer, SaysTheDateOfNow) {
  const time_t before = time(nullptr);
  const std::string all = All(Sentence(200, "Fine."), kKept);
  tm parts{};
  ASSERT_NE(strptime(all.c_str() + all.find("Date: "), "Date: %a, %d %b %Y %H:%M:%S GMT", &parts),
            nullptr);
  const tm said = parts;
  EXPECT_GE(timegm(&parts), before);
  EXPECT_LE(timegm(&parts), time(nullptr));
  EXPECT_EQ(said.tm_wday, parts.tm_wday);
}

TEST(Answer, SendsAShortTextWithItsHeadAtOnce) {
  Answer answer(Sentence(200, "Fine."), kKept);
  EXPECT_EQ(Sends(answer).size(), 1u);
  EXPECT_TRUE(answer.keep_alive());
}

TEST(Answer, NamesTheStatusAndTheHeaders) {
  Response response = TryLater("Busy.");
  EXPECT_THAT(All(std::move(response), {}),
              AllOf(StartsWith("HTTP/1.1 503 Service Unavailable\r\n"),
                    HasSubstr("\r\nRetry-After: 1\r\n"), HasSubstr("\r\nConnection: close\r\n")));
}

TEST(Answer, SaysHttp10ToAnOldClient) {
  EXPECT_THAT(
      All(Sentence(200, "Fine."), {.http10 = true, .keep_alive = true}),
      AllOf(StartsWith("HTTP/1.0 200 OK\r\n"), HasSubstr("\r\nConnection: keep-alive\r\n")));
}

TEST(Answer, SendsABodyOfOnePieceWhole) {
  Answer answer(Paged({"one piece"}), kKept);
  const auto sends = Sends(answer);
  ASSERT_EQ(sends.size(), 1u);
  EXPECT_THAT(sends[0], HasSubstr("\r\nContent-Length: 9\r\n"));
  EXPECT_THAT(sends[0], EndsWith("\r\n\r\none piece"));
}

TEST(Answer, SendsAnEmptyBodyAsNoBytes) {
  const std::string all = All(Paged({}), kKept);
  EXPECT_THAT(all, HasSubstr("\r\nContent-Length: 0\r\n"));
  EXPECT_THAT(all, EndsWith("\r\n\r\n"));
}

TEST(Answer, SendsMorePiecesInChunks) {
  const std::string all = All(Paged({"alpha", std::string(26, 'b'), "c"}), kKept);
  EXPECT_THAT(all, HasSubstr("\r\nTransfer-Encoding: chunked\r\n"));
  EXPECT_THAT(all, Not(HasSubstr("Content-Length")));
  const std::string body = all.substr(all.find("\r\n\r\n") + 4);
  EXPECT_EQ(body, "5\r\nalpha\r\n1a\r\n" + std::string(26, 'b') + "\r\n1\r\nc\r\n0\r\n\r\n");
}

TEST(Answer, SendsEachPieceAtOnceAndTheEndWithTheLast) {
  const std::string big(1 << 20, 'x');
  Answer answer(Paged({big, "rest"}), kKept);
  const auto sends = Sends(answer);
  ASSERT_EQ(sends.size(), 2u);
  EXPECT_THAT(sends[0], EndsWith("\r\n\r\n100000\r\n" + big + "\r\n"));
  EXPECT_EQ(sends[1], "4\r\nrest\r\n0\r\n\r\n");
}

TEST(Answer, AnEmptyPieceIsNoChunk) {
  const std::string all = All(Paged({"", "alpha", "", "beta", ""}), kKept);
  EXPECT_THAT(all, EndsWith("\r\n\r\n5\r\nalpha\r\n4\r\nbeta\r\n0\r\n\r\n"));
}

TEST(Answer, AHeadMayBeLong) {
  const std::string value(10000, 'x');
  const auto expect = [&](Response response, const std::string& end) {
    response.headers.emplace_back("X-Long", value);
    const std::string all = All(std::move(response), kKept);
    EXPECT_THAT(all, StartsWith("HTTP/1.1 200 OK\r\n"));
    EXPECT_THAT(all, HasSubstr("\r\nX-Long: " + value + "\r\n"));
    EXPECT_THAT(all, EndsWith("\r\n\r\n" + end));
  };
  expect(Sentence(200, "Fine."), "Fine.\n");
  expect(Paged({"alpha", "beta"}), "5\r\nalpha\r\n4\r\nbeta\r\n0\r\n\r\n");
}

TEST(Answer, EndsManyPiecesForAnOldClientWithTheConnection) {
  Answer answer(Paged({"alpha", "beta"}), {.http10 = true, .keep_alive = true});
  const std::string all = All(answer);
  EXPECT_THAT(all, Not(HasSubstr("chunked")));
  EXPECT_THAT(all, HasSubstr("\r\nConnection: close\r\n"));
  EXPECT_THAT(all, EndsWith("\r\n\r\nalphabeta"));
  EXPECT_FALSE(answer.keep_alive());
}

TEST(Answer, ToHeadHasTheLengthOfATextAndNoBody) {
  const std::string all = All(Sentence(200, "Fine."), {.head_only = true, .keep_alive = true});
  EXPECT_THAT(all, HasSubstr("\r\nContent-Length: 6\r\n"));
  EXPECT_THAT(all, EndsWith("\r\n\r\n"));
}

TEST(Answer, ToHeadMakesNoBody) {
  struct Precious : expose::Body {
    bool Next(expose::Buffer&) override { throw std::logic_error("made"); }
  };
  Response response;
  response.content = std::make_unique<Precious>();
  const std::string all = All(std::move(response), {.head_only = true, .keep_alive = true});
  EXPECT_THAT(all, StartsWith("HTTP/1.1 200 OK\r\n"));
  EXPECT_THAT(all, EndsWith("\r\n\r\n"));
}

}  // namespace
}  // namespace weir::web

#include "web/guard.h"

#include <gtest/gtest.h>

#include <fstream>
#include <stdexcept>

#include "scratch.h"
#include "stage.h"
#include "web/basic_credentials.h"

namespace weir::web {
namespace {

// A guard before a route that says yes.
class Guarded {
 public:
  explicit Guarded(const std::string& web_config) {
    const std::string path = scratch_ / "web.yml";
    std::ofstream(path) << web_config;
    auto opened = Security::Open(path);
    if (!opened) throw std::runtime_error(config::ToString(opened.error().front()));
    security = *std::move(opened);
  }

  Response Ask(const std::string& authorization = "") {
    Request request;
    request.authorization = authorization;
    Response answer;
    answer.status = 0;
    guard_.Handle(request, [&](Response response) { answer = std::move(response); });
    return answer;
  }

  std::shared_ptr<Security> security;
  ManualLoop loop;

 private:
  static void Route(const Request&, const Reply& reply) {
    Response response = Sentence(200, "yes");
    response.headers.emplace_back("Content-Security-Policy", "the route's");
    reply(std::move(response));
  }

  const Scratch scratch_;
  Guard guard_{loop, security, Route};
};

TEST(BasicCredentials, AreANameAndAPassword) {
  const auto credentials = ParseBasicCredentials("Basic QWxhZGRpbjpvcGVuOnNlc2FtZQ==");
  ASSERT_TRUE(credentials.has_value());
  EXPECT_EQ(credentials->name, "Aladdin");
  EXPECT_EQ(credentials->password, "open:sesame");
  EXPECT_EQ(ParseBasicCredentials("bAsIc Og==")->name, "");
  EXPECT_EQ(ParseBasicCredentials("Basic YTr/AA==")->password, std::string("\xff\0", 2));
}

TEST(BasicCredentials, AreNothingElse) {
  for (const char* text :
       {"", "Basic", "Basic ", "Basic YQ==", "Basic Og=", "Basic O g==", "Basic Og",
        "Bearer Og==", "Basic  Og==", "Basic Og==Og==", "Basic ===="}) {
    EXPECT_FALSE(ParseBasicCredentials(text).has_value()) << text;
  }
}

TEST(Guard, WithoutAConfigurationLetsEverybodyThrough) {
  Guarded guarded("");
  EXPECT_EQ(guarded.Ask().status, 200);
  guarded.security = nullptr;
  EXPECT_EQ(guarded.Ask().status, 200);
}

TEST(Guard, PutsTheConfiguredHeadersInPlaceOfTheRoutes) {
  Guarded guarded("http_server_config: {headers: {Content-Security-Policy: mine}}\n");
  EXPECT_EQ(HeaderOf(guarded.Ask(), "Content-Security-Policy"), "mine");
  EXPECT_EQ(guarded.Ask().headers.size(), 1U);
}

TEST(Guard, WithUsersWantsAPassword) {
  Guarded guarded("basic_auth_users: {ann: $2y$04$" + std::string(53, 'a') + "}\n");
  const Response answer = guarded.Ask();
  EXPECT_EQ(answer.status, 401);
  EXPECT_EQ(HeaderOf(answer, "WWW-Authenticate"), "Basic realm=\"weir\"");
}

TEST(Guard, KeepsTheRate) {
  Guarded guarded("rate_limit: {interval: 1s, burst: 2}\n");
  EXPECT_EQ(guarded.Ask().status, 200);
  EXPECT_EQ(guarded.Ask().status, 200);
  EXPECT_EQ(guarded.Ask().status, 429);
  guarded.loop.Advance(std::chrono::seconds(1));
  EXPECT_EQ(guarded.Ask().status, 200);
  EXPECT_EQ(guarded.Ask().status, 429);
}

}  // namespace
}  // namespace weir::web

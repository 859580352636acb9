#include "web/probe.h"

#include <gtest/gtest.h>

namespace weir::web {
namespace {

TEST(LocalUrl, IsTheLoopbackAddressWhereAllAreListenedOn) {
  EXPECT_EQ(*LocalUrl(":8080"), "http://127.0.0.1:8080");
  EXPECT_EQ(*LocalUrl("0.0.0.0:8080"), "http://127.0.0.1:8080");
  EXPECT_EQ(*LocalUrl("[::]:8080"), "http://[::1]:8080");
}

TEST(LocalUrl, IsTheAddressItselfElse) {
  EXPECT_EQ(*LocalUrl("192.0.2.1:9100"), "http://192.0.2.1:9100");
  EXPECT_EQ(*LocalUrl("localhost:9100"), "http://localhost:9100");
  EXPECT_EQ(*LocalUrl("[2001:db8::1]:9100"), "http://[2001:db8::1]:9100");
  EXPECT_EQ(*LocalUrl("unix:///run/weir/weir.sock"), "unix:///run/weir/weir.sock");
}

TEST(LocalUrl, IsNoneForAPortThatIsNotKnown) {
  EXPECT_FALSE(LocalUrl(":0"));
  EXPECT_FALSE(LocalUrl("nowhere"));
}

// RFC 7617 section 2, and RFC 4648 section 10.
TEST(BasicAuthorization, IsAsInTheStandards) {
  EXPECT_EQ(BasicAuthorization("Aladdin", "open sesame"), "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
  EXPECT_EQ(BasicAuthorization("", ""), "Basic Og==");
  EXPECT_EQ(BasicAuthorization("f", "o"), "Basic Zjpv");
  EXPECT_EQ(BasicAuthorization("f", "oo"), "Basic Zjpvbw==");
  EXPECT_EQ(BasicAuthorization("\xFF", "\xFE"), "Basic /zr+");
}

TEST(Ask, SaysWhatIsWrongWithAUrl) {
  for (const char* url : {"", "127.0.0.1:1", "ftp://127.0.0.1:1", "http://", "http://127.0.0.1",
                          "https://:1", "unix://", "http://unix:///x", "http://127.0.0.1:1/x"}) {
    Question question;
    question.url = url;
    const auto said = Ask(question);
    ASSERT_FALSE(said) << url;
    EXPECT_EQ(said.error().message, std::string(url) +
                                        " is none of http://HOST:PORT, "
                                        "https://HOST:PORT and unix:///PATH");
  }
}

}  // namespace
}  // namespace weir::web

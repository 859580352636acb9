#include "config/listen_address.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace weir::config {
namespace {

using testing::HasSubstr;

std::string CanonicalOf(std::string_view text) {
  const Result<ListenAddress> address = ParseListenAddress(text);
  return address ? address->canonical : address.error().message;
}

TEST(ListenAddress, IsAHostAndAPort) {
  EXPECT_EQ(CanonicalOf(":8080"), ":8080");
  EXPECT_EQ(CanonicalOf("127.0.0.1:0"), "127.0.0.1:0");
  EXPECT_EQ(CanonicalOf("metrics.example.org:65535"), "metrics.example.org:65535");
  EXPECT_EQ(CanonicalOf("[::]:8080"), "[::]:8080");
}

TEST(ListenAddress, KeepsItsTextAndSaysWhetherThePortIsAny) {
  EXPECT_EQ(ParseListenAddress("LocalHost:0080")->text, "LocalHost:0080");
  EXPECT_FALSE(ParseListenAddress("LocalHost:0080")->any_port);
  EXPECT_TRUE(ParseListenAddress("[::1]:0")->any_port);
}

TEST(ListenAddress, HasOneCanonicalForm) {
  EXPECT_EQ(CanonicalOf("LocalHost:080"), "localhost:80");
  EXPECT_EQ(CanonicalOf("[0:0::0:1]:80"), "[::1]:80");
  EXPECT_EQ(CanonicalOf("[FE80::1%eth0]:80"), "[fe80::1%eth0]:80");
}

TEST(ListenAddress, IsAUnixSocketWithAnAbsolutePath) {
  EXPECT_EQ(CanonicalOf("unix:///run/weir/weir.sock"), "unix:///run/weir/weir.sock");
  EXPECT_EQ(CanonicalOf("unix:///" + std::string(106, 'x')).size(), 114U);
  EXPECT_THAT(CanonicalOf("unix:///" + std::string(107, 'x')), HasSubstr("at most 107 bytes"));
  EXPECT_THAT(CanonicalOf("unix://run/x"), HasSubstr("needs an absolute path"));
  EXPECT_THAT(CanonicalOf("unix:/run/x"), HasSubstr("three slashes"));
  EXPECT_THAT(CanonicalOf("unix:///run/"), HasSubstr("a directory"));
}

TEST(ListenAddress, IsTheSameSocketWhateverItsOptions) {
  EXPECT_EQ(CanonicalOf("unix:///run/w.sock?mode=0600&group=prometheus"), "unix:///run/w.sock");
  EXPECT_THAT(CanonicalOf("unix:///run/w.sock?mdoe=0600"), HasSubstr("did you mean \"mode\"?"));
}

TEST(ListenAddress, AsksForAMissingPortOrColon) {
  EXPECT_EQ(CanonicalOf("localhost"), "has no port, as in localhost:8080 or [::1]:8080");
  EXPECT_EQ(CanonicalOf("[::1]"), CanonicalOf("localhost"));
  EXPECT_EQ(CanonicalOf(""), CanonicalOf("localhost"));
  EXPECT_EQ(CanonicalOf("8080"), "is a port alone: write a colon before it, as in :8080");
}

TEST(ListenAddress, RefusesWrongPorts) {
  for (const char* text :
       {":", ":65536", ":-1", ":http", ":80 ", "localhost:+80", ":99999999999"}) {
    EXPECT_EQ(CanonicalOf(text), "has no valid port after its last colon: write 0 to 65535")
        << text;
  }
}

TEST(ListenAddress, RefusesWrongHosts) {
  EXPECT_THAT(CanonicalOf("::1:80"), HasSubstr("in brackets, as in [::1]:8080"));
  EXPECT_THAT(CanonicalOf("[::g]:80"), HasSubstr("no valid IPv6 address"));
  EXPECT_THAT(CanonicalOf("[127.0.0.1]:80"), HasSubstr("no valid IPv6 address"));
  EXPECT_THAT(CanonicalOf("[::1%]:80"), HasSubstr("no valid zone"));
  EXPECT_THAT(CanonicalOf("256.0.0.1:80"), HasSubstr("no valid IPv4 address"));
  EXPECT_THAT(CanonicalOf("127.1:80"), HasSubstr("no valid IPv4 address"));
  EXPECT_THAT(CanonicalOf("*:80"), HasSubstr("no valid host name"));
  EXPECT_THAT(CanonicalOf("a b:80"), HasSubstr("no valid host name"));
  EXPECT_THAT(CanonicalOf(std::string(254, 'a') + ":80"), HasSubstr("no valid host name"));
}

TEST(ListenAddress, RefusesAUrl) {
  EXPECT_THAT(CanonicalOf("http://localhost:80"), HasSubstr("without http:// and without a path"));
  EXPECT_THAT(CanonicalOf("localhost:80/metrics"), HasSubstr("without a path"));
}

}  // namespace
}  // namespace weir::config

#include "config/unix_socket.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace weir::config {
namespace {

using testing::HasSubstr;

std::string ErrorOf(std::string_view text) {
  const Result<UnixSocket> socket = ParseUnixSocket(text);
  return socket ? "none" : socket.error().message;
}

TEST(UnixSocket, IsForItsOwnerAndGroupUnlessItSaysOtherwise) {
  const Result<UnixSocket> socket = ParseUnixSocket("unix:///run/weir.sock");
  ASSERT_TRUE(socket);
  EXPECT_EQ(socket->path, "/run/weir.sock");
  EXPECT_EQ(socket->mode, 0660U);
  EXPECT_EQ(socket->group, "");
}

TEST(UnixSocket, HasAModeAndAGroup) {
  const Result<UnixSocket> socket = ParseUnixSocket("unix:///w.sock?group=prometheus&mode=0600");
  ASSERT_TRUE(socket);
  EXPECT_EQ(socket->path, "/w.sock");
  EXPECT_EQ(socket->mode, 0600U);
  EXPECT_EQ(socket->group, "prometheus");
}

TEST(UnixSocket, HasItsModeInOctal) {
  EXPECT_EQ(ParseUnixSocket("unix:///w?mode=666")->mode, 0666U);
  for (const char* mode : {"", "0", "0680", "01777", "-660", "0x1b0", "rw-"}) {
    EXPECT_THAT(ErrorOf("unix:///w?mode=" + std::string(mode)), HasSubstr("in octal")) << mode;
  }
}

TEST(UnixSocket, RefusesOptionsThatItDoesNotKnow) {
  EXPECT_THAT(ErrorOf("unix:///w?user=root"), HasSubstr("unknown option"));
  EXPECT_THAT(ErrorOf("unix:///w?mode=0660&"), HasSubstr("unknown option"));
  EXPECT_THAT(ErrorOf("unix:///w?"), HasSubstr("unknown option"));
  EXPECT_THAT(ErrorOf("unix:///w?group="), HasSubstr("no valid group"));
  EXPECT_THAT(ErrorOf("unix:///w?group=a b"), HasSubstr("no valid group"));
}

}  // namespace
}  // namespace weir::config

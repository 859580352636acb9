#include "web/listener.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <grp.h>
#include <gtest/gtest.h>
#include <netdb.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "client.h"
#include "scratch.h"
#include "web/listen_address.h"

namespace weir::web {
namespace {

using testing::HasSubstr;
using testing::MatchesRegex;

std::string ErrorOf(const std::string& address) {
  const Result<Listener> listener = Listener::Open(address);
  return listener ? "none" : listener.error().message;
}

std::string Port(const Listener& listener) {
  return listener.address().substr(listener.address().rfind(':') + 1);
}

// Leaves the socket file of a server that is gone.
void LeaveStaleSocket(const std::string& path) {
  const int fd = socket(AF_UNIX, SOCK_STREAM, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, sizeof address.sun_path - 1);
  ASSERT_EQ(bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  ASSERT_EQ(listen(fd, 1), 0);
  close(fd);
}

TEST(ListenAddress, TakesHostAndPort) {
  EXPECT_EQ(ParseListenAddress("0.0.0.0:8080")->host, "0.0.0.0");
  EXPECT_EQ(ParseListenAddress("localhost:0")->port, "0");
  EXPECT_EQ(ParseListenAddress("[::1]:8080")->host, "::1");
  EXPECT_EQ(ParseListenAddress(":8080")->host, "");
  EXPECT_EQ(ParseListenAddress("unix:///run/weir.sock")->unix_socket->path, "/run/weir.sock");
}

TEST(ListenAddress, RefusesWhatIsNone) {
  for (const std::string text :
       {"", "8080", "host", "host:", "host:http", ":-1", ":65536", "::1:8080", "[::1]", "[]:80",
        "[::1:80", "unix://", "unix://relative", "unix:///", "unix:///directory/"}) {
    EXPECT_FALSE(ParseListenAddress(text)) << text;
  }
  EXPECT_FALSE(ParseListenAddress("unix:///" + std::string(200, 'x')));
}

TEST(ListenAddress, SaysHowItIsWritten) {
  EXPECT_EQ(ErrorOf("8080"),
            "cannot listen on \"8080\": write :PORT, HOST:PORT, [IPV6]:PORT or unix:///PATH");
  EXPECT_EQ(ErrorOf("::1:8080"),
            "cannot listen on \"::1:8080\": an IPv6 address is written in brackets: [::1]:8080");
}

TEST(Listener, SaysWhereItIsBound) {
  const auto listener = Listener::Open("127.0.0.1:0");
  ASSERT_TRUE(listener) << listener.error().message;
  EXPECT_THAT(listener->address(), MatchesRegex("127\\.0\\.0\\.1:[1-9][0-9]*"));
  EXPECT_EQ(listener->Url(), "http://" + listener->address());
  EXPECT_TRUE(Client::Reaches("127.0.0.1", Port(*listener)));
}

TEST(Listener, WithoutHostTakesIPv4) {
  const auto listener = Listener::Open(":0");
  ASSERT_TRUE(listener) << listener.error().message;
  EXPECT_EQ(listener->Url(), "http://localhost:" + Port(*listener));
  EXPECT_TRUE(Client::Reaches("127.0.0.1", Port(*listener)));
}

TEST(Listener, WithoutHostTakesIPv6) {
  const auto listener = Listener::Open(":0");
  ASSERT_TRUE(listener) << listener.error().message;
  if (!listener->address().starts_with("[::]")) GTEST_SKIP() << "no IPv6 here";
  if (!Listener::Open("[::1]:0")) GTEST_SKIP() << "no IPv6 loopback here";
  EXPECT_TRUE(Client::Reaches("::1", Port(*listener)));
}

TEST(Listener, OnIPv6LoopbackHasBrackets) {
  const auto listener = Listener::Open("[::1]:0");
  if (!listener) GTEST_SKIP() << "no IPv6 loopback here: " << listener.error().message;
  EXPECT_THAT(listener->address(), MatchesRegex("\\[::1\\]:[1-9][0-9]*"));
  EXPECT_TRUE(Client::Reaches("::1", Port(*listener)));
}

TEST(Listener, OnANameTakesItsIPv4Address) {
  if (gethostbyname("localhost") == nullptr) GTEST_SKIP() << "localhost has no address here";
  const auto listener = Listener::Open("localhost:0");
  ASSERT_TRUE(listener) << listener.error().message;
  EXPECT_THAT(listener->address(), MatchesRegex("127\\.0\\.0\\.1:[1-9][0-9]*"));
}

TEST(Listener, SaysThatAPortIsTaken) {
  const auto first = Listener::Open("127.0.0.1:0");
  ASSERT_TRUE(first) << first.error().message;
  EXPECT_EQ(ErrorOf(first->address()), "cannot listen on " + first->address() +
                                           ": Address already in use (is another weir running?)");
  EXPECT_THAT(ErrorOf(":" + Port(*first)), HasSubstr("Address already in use"));
}

TEST(Listener, SaysThatAnAddressIsForeign) {
  EXPECT_THAT(ErrorOf("192.0.2.1:0"), HasSubstr("no interface of this machine has the address"));
}

TEST(Listener, FreesItsPortAtItsEnd) {
  std::string address;
  {
    const auto first = Listener::Open("127.0.0.1:0");
    ASSERT_TRUE(first) << first.error().message;
    address = first->address();
  }
  EXPECT_TRUE(Listener::Open(address));
}

TEST(Listener, MakesASocketFileAndRemovesIt) {
  const Scratch scratch;
  const std::string path = scratch / "weir.sock";
  {
    const auto listener = Listener::Open("unix://" + path);
    ASSERT_TRUE(listener) << listener.error().message;
    EXPECT_EQ(listener->address(), "unix://" + path);
    struct stat status {};
    ASSERT_EQ(stat(path.c_str(), &status), 0);
    EXPECT_TRUE(S_ISSOCK(status.st_mode));
    EXPECT_EQ(status.st_mode & 07777, 0660u);
    EXPECT_TRUE(Client::Reaches(path));
  }
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST(Listener, GivesItsSocketFileAModeAndAGroup) {
  const Scratch scratch;
  const std::string path = scratch / "weir.sock";
  const std::string group = std::to_string(getgid());
  const auto listener = Listener::Open("unix://" + path + "?mode=0606&group=" + group);
  ASSERT_TRUE(listener) << listener.error().message;
  EXPECT_EQ(listener->address(), "unix://" + path);
  struct stat status {};
  ASSERT_EQ(stat(path.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777, 0606u);
  EXPECT_EQ(status.st_gid, getgid());
  EXPECT_TRUE(Client::Reaches(path));
}

TEST(Listener, GivesItsSocketFileToAnotherGroup) {
  if (geteuid() != 0) GTEST_SKIP() << "only root gives files to any group";
  const Scratch scratch;
  const auto listener = Listener::Open("unix://" + (scratch / "w") + "?group=nogroup");
  ASSERT_TRUE(listener) << listener.error().message;
  struct stat status {};
  ASSERT_EQ(stat((scratch / "w").c_str(), &status), 0);
  EXPECT_EQ(status.st_gid, getgrnam("nogroup")->gr_gid);
}

TEST(Listener, SaysThatThereIsNoSuchGroup) {
  const Scratch scratch;
  EXPECT_THAT(ErrorOf("unix://" + (scratch / "w") + "?group=no-such-group"),
              HasSubstr("there is no group \"no-such-group\""));
  EXPECT_FALSE(std::filesystem::exists(scratch / "w"));
}

TEST(Listener, TakesOverASocketThatListens) {
  const Scratch scratch;
  const std::string path = scratch / "weir.sock";
  auto first = Listener::Open("unix://" + path);
  ASSERT_TRUE(first) << first.error().message;
  {
    const auto adopted = Listener::Adopt(dup(first->fd()));
    ASSERT_TRUE(adopted) << adopted.error().message;
    EXPECT_EQ(adopted->address(), "unix://" + path);
    EXPECT_EQ(adopted->Url(), adopted->address());
  }
  EXPECT_TRUE(Client::Reaches(path)) << "the file is its maker's";
}

TEST(Listener, TakesOverNothingElse) {
  const int fd = socket(AF_INET, SOCK_STREAM, 0);
  EXPECT_THAT(Listener::Adopt(fd).error().message, HasSubstr("no stream socket that listens"));
}

TEST(Listener, IsToldOfSystemdsSocketsByTheEnvironment) {
  setenv("LISTEN_FDS", "1", 1);
  setenv("LISTEN_PID", "1", 1);  // another process
  EXPECT_THAT(Listener::FromSystemd().error().message, HasSubstr("passed no sockets"));
  EXPECT_EQ(getenv("LISTEN_FDS"), nullptr);
}

TEST(Listener, ReplacesTheSocketOfADeadServer) {
  const Scratch scratch;
  const std::string path = scratch / "weir.sock";
  LeaveStaleSocket(path);
  const auto listener = Listener::Open("unix://" + path);
  ASSERT_TRUE(listener) << listener.error().message;
  EXPECT_TRUE(Client::Reaches(path));
}

TEST(Listener, LeavesTheSocketOfALiveServerAlone) {
  const Scratch scratch;
  const std::string path = scratch / "weir.sock";
  const auto first = Listener::Open("unix://" + path);
  ASSERT_TRUE(first) << first.error().message;
  EXPECT_EQ(ErrorOf("unix://" + path), "cannot listen on unix://" + path +
                                           ": Address already in use (is another weir running?)");
  EXPECT_TRUE(Client::Reaches(path));
}

TEST(Listener, LeavesAFileThatIsNoSocketAlone) {
  const Scratch scratch;
  const std::string path = scratch / "notes.txt";
  std::ofstream(path) << "precious";
  EXPECT_EQ(ErrorOf("unix://" + path),
            "cannot listen on unix://" + path + ": the file exists and is no socket");
  EXPECT_EQ(std::filesystem::file_size(path), 8u);
}

TEST(Listener, LeavesAnotherServersFileAtItsEnd) {
  const Scratch scratch;
  const std::string path = scratch / "weir.sock";
  auto first = Listener::Open("unix://" + path);
  ASSERT_TRUE(first) << first.error().message;
  std::filesystem::remove(path);
  const auto second = Listener::Open("unix://" + path);
  ASSERT_TRUE(second) << second.error().message;
  { const Listener gone = std::move(*first); }
  EXPECT_TRUE(Client::Reaches(path));
}

TEST(Listener, SaysThatADirectoryIsMissing) {
  EXPECT_THAT(ErrorOf("unix:///nonexistent/weir.sock"), HasSubstr("No such file or directory"));
}

}  // namespace
}  // namespace weir::web

#include "systemd/notify_socket.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "manager_socket.h"

namespace weir::systemd {
namespace {

TEST(NotifySocket, SendsToAPath) {
  const std::string path = testing::TempDir() + "weir-notify-" + std::to_string(getpid());
  {
    ManagerSocket manager(path);
    NotifySocket(path).Send("READY=1\n");
    EXPECT_EQ(manager.Next(), "READY=1\n");
    EXPECT_EQ(manager.Next(), std::nullopt);
  }
  std::filesystem::remove(path);
}

TEST(NotifySocket, SendsToAnAbstractName) {
  ManagerSocket manager(AbstractName());
  NotifySocket(AbstractName()).Send("READY=1\nSTATUS=ready\n");
  EXPECT_EQ(manager.Next(), "READY=1\nSTATUS=ready\n");
}

TEST(NotifySocket, ReachesWhoBindsTheAddressAnew) {
  const NotifySocket socket(AbstractName());
  { const ManagerSocket before(AbstractName()); }
  ManagerSocket after(AbstractName());
  socket.Send("A=1");
  EXPECT_EQ(after.Next(), "A=1");
}

TEST(NotifySocket, HasNobodyToTellWithoutAnAddress) {
  const NotifySocket socket("");
  EXPECT_FALSE(socket.open());
  socket.Send("READY=1");
}

TEST(NotifySocket, RefusesWhatIsNoAddress) {
  for (const char* address : {"relative", "vsock:2:1234"}) {
    EXPECT_FALSE(NotifySocket(address).open()) << address;
  }
  EXPECT_TRUE(NotifySocket("/" + std::string(106, 'x')).open());
  EXPECT_FALSE(NotifySocket("/" + std::string(107, 'x')).open());
}

TEST(NotifySocket, GoesOnWhenNobodyListens) {
  const NotifySocket socket("/nowhere/at/all");
  EXPECT_TRUE(socket.open());
  socket.Send("READY=1");
}

}  // namespace
}  // namespace weir::systemd

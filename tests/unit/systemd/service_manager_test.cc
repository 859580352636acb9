#include "systemd/service_manager.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <chrono>
#include <regex>
#include <string>

#include "manager_socket.h"

namespace weir::systemd {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

const std::string kPid = std::to_string(getpid());

TEST(ServiceManager, IsToldWhatHappens) {
  ManagerSocket socket(AbstractName());
  const ServiceManager manager({AbstractName(), "", ""});
  manager.NotYet(seconds(30));
  EXPECT_EQ(socket.Next(), "EXTEND_TIMEOUT_USEC=30000000\nSTATUS=starting\n");
  manager.Ready("1 of 2 collectors up");
  EXPECT_EQ(socket.Next(), "READY=1\nSTATUS=1 of 2 collectors up\n");
  manager.Alive("2 of 2 collectors up");
  EXPECT_EQ(socket.Next(), "WATCHDOG=1\nSTATUS=2 of 2 collectors up\n");
  manager.Stopping();
  EXPECT_EQ(socket.Next(), "STOPPING=1\nSTATUS=stopping\n");
}

TEST(ServiceManager, IsToldWhenAReloadBeganOnTheMonotonicClock) {
  const auto now_us = [] {
    timespec now{};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1'000'000L + now.tv_nsec / 1000;
  };
  ManagerSocket socket(AbstractName());
  const long before = now_us();
  ServiceManager({AbstractName(), "", ""}).Reloading();
  const long after = now_us();
  const std::string message = socket.Next().value_or("");
  const std::regex form("RELOADING=1\nMONOTONIC_USEC=([0-9]+)\nSTATUS=reloading\n");
  std::smatch parts;
  ASSERT_TRUE(std::regex_match(message, parts, form)) << message;
  EXPECT_GE(std::stol(parts[1]), before);
  EXPECT_LE(std::stol(parts[1]), after);
}

TEST(ServiceManager, IsNotToldAnythingElseByAStatusWithLines) {
  ManagerSocket socket(AbstractName());
  ServiceManager({AbstractName(), "", ""}).Alive("up\nSTOPPING=1");
  EXPECT_EQ(socket.Next(), "WATCHDOG=1\nSTATUS=up STOPPING=1\n");
}

TEST(ServiceManager, HasAWatchdogIfItIsMeantForThisProcess) {
  const auto watchdog = [](const char* us, const std::string& pid) {
    return ServiceManager({"@x", us, pid}).watchdog();
  };
  EXPECT_EQ(watchdog("30000000", kPid), seconds(30));
  EXPECT_EQ(watchdog("30000000", ""), seconds(30));
  EXPECT_EQ(watchdog("7200000000", kPid), hours(2));
  EXPECT_EQ(watchdog("18446744073709551615", kPid), hours(24));
  EXPECT_EQ(watchdog("30000000", "1" + kPid), std::nullopt);
  EXPECT_EQ(watchdog("30000000", "me"), std::nullopt);
  for (const char* us : {"", "0", "-1", "30s", "18446744073709551616"}) {
    EXPECT_EQ(watchdog(us, kPid), std::nullopt) << us;
  }
}

TEST(ServiceManager, HasNoWatchdogWithoutASocket) {
  const ServiceManager manager({"", "30000000", kPid});
  EXPECT_FALSE(manager.listens());
  EXPECT_EQ(manager.watchdog(), std::nullopt);
}

}  // namespace
}  // namespace weir::systemd

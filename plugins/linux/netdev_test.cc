#include "netdev.h"

#include <gtest/gtest.h>

#include "test_tree.h"

namespace weir::linux_plugin {
namespace {

TEST(NetdevLine, ReadsNumbersRightBehindTheColon) {
  NetdevLine line;
  ASSERT_TRUE(ParseNetdevLine("  eth0:1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16", &line));
  EXPECT_EQ(line.device, "eth0");
  EXPECT_EQ(line.values[0], 1u);
  EXPECT_EQ(line.values[15], 16u);
}

TEST(NetdevLine, KeepsColonsInNames) {
  NetdevLine line;
  ASSERT_TRUE(ParseNetdevLine("eth0:1: 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16", &line));
  EXPECT_EQ(line.device, "eth0:1");
}

TEST(NetdevLine, RefusesGarbage) {
  NetdevLine line;
  for (const char* text : {"", ":", "eth0", "eth0:", "eth0: 1 2 3", ": 1 2 3 4 5 6 7 8 9 10 11 12",
                           "eth0: 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 x"}) {
    EXPECT_FALSE(ParseNetdevLine(text, &line)) << text;
  }
}

TEST(Netdev, ForgetsADeviceThatIsGoneAndFindsItAgain) {
  TestTree tree;
  weir::testing::Host host(&kFakeLinux, tree.Config(R"("include": ["netdev"])"));
  host.Describe();
  host.Collect();
  std::string before = host.Text();
  std::string file = tree.Read("procfs/net/dev");
  tree.Write("procfs/net/dev", file.substr(0, file.find("  eth0")));
  host.Collect();
  EXPECT_EQ(LinesOf(host.Text(), "node_network_receive_packets_total"),
            "node_network_receive_packets_total{device=\"lo\"} 1832\n");
  EXPECT_EQ(host.book().series().size(), 16u);
  tree.Write("procfs/net/dev", file);
  host.Collect();
  EXPECT_EQ(host.Text(), before);
}

TEST(Netdev, FiltersDevicesByName) {
  TestTree tree;
  auto devices = [&](const std::string& options) {
    weir::testing::Host host(&kFakeLinux,
                             tree.Config(R"("include": ["netdev"], "netdev": {)" + options + "}"));
    host.Describe();
    host.Collect();
    return LinesOf(host.Text(), "node_network_transmit_colls_total");
  };
  EXPECT_EQ(devices(R"("device_exclude": "^(lo|veth.*|wl.*)$")"),
            "node_network_transmit_colls_total{device=\"eth0\"} 8\n");
  EXPECT_EQ(devices(R"("device_include": "^e", "device_exclude": "1$")"),
            "node_network_transmit_colls_total{device=\"eth0\"} 8\n");
  EXPECT_EQ(devices(R"("device_include": "^none$")"), "");
}

}  // namespace
}  // namespace weir::linux_plugin

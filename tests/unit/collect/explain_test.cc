#include <gtest/gtest.h>

#include <cerrno>

#include "collect/collector.h"

namespace weir::collect {
namespace {

config::Collector Disks() {
  config::Collector config;
  config.name = "disks";
  config.place = {"exporter.yaml", 4, 5};
  config.config_places = {{"/port", {"exporter.yaml", 7, 13}}, {"/a/b", {"exporter.yaml", 9, 1}}};
  return config;
}

TEST(Explain, SaysPlaceCollectorAndCause) {
  EXPECT_EQ(
      Explain(Disks(), {WEIR_E_UNAVAILABLE, "cannot read /proc/x", ENOENT, ""}),
      "exporter.yaml:4:5: collector \"disks\": cannot read /proc/x: No such file or directory");
}

TEST(Explain, TheConfigurationsValueIsTheNearerPlace) {
  EXPECT_EQ(Explain(Disks(), {WEIR_E_INVALID, "no such port", 0, "/port"}),
            "exporter.yaml:7:13: collector \"disks\": no such port");
}

TEST(Explain, AnUnknownPointerIsAsGoodAsNone) {
  EXPECT_EQ(Explain(Disks(), {WEIR_E_INVALID, "no", 0, "/nothing"}),
            "exporter.yaml:4:5: collector \"disks\": no");
}

TEST(Explain, WithoutAFileThereIsNoPlace) {
  config::Collector config;
  config.name = "disks";
  EXPECT_EQ(Explain(config, {WEIR_E_INVALID, "no", 0, "/port"}), "collector \"disks\": no");
}

TEST(ExplainUnread, NamesTheKeyAndItsPlace) {
  const std::string text = ExplainUnread(Disks(), "/a/b");
  EXPECT_EQ(text.find("exporter.yaml:9:1: collector \"disks\": "), 0u) << text;
  EXPECT_NE(text.find("/a/b"), std::string::npos);
}

}  // namespace
}  // namespace weir::collect

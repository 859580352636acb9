#include "udev.h"

#include <gtest/gtest.h>

namespace weir::linux_plugin {
namespace {

TEST(Udev, TakesThePropertiesOnly) {
  UdevProperties properties = ParseUdevProperties(
      "S:disk/x\nE:ID_MODEL=A=B\nE:NOTHING\nE:ID_BAD=\xFF\nG:systemd\nE:ID_PATH=p");
  EXPECT_EQ(properties.size(), 3u);
  EXPECT_EQ(PropertyOf(properties, "ID_MODEL"), "A=B");
  EXPECT_EQ(PropertyOf(properties, "ID_BAD"), "\xEF\xBF\xBD");
  EXPECT_EQ(PropertyOf(properties, "ID_PATH"), "p");
  EXPECT_EQ(PropertyOf(properties, "ID_NONE"), "");
}

TEST(Udev, PrefersTheSerialNumberOnTheLabel) {
  EXPECT_EQ(SerialOf({{"ID_SERIAL", "c"}, {"ID_SERIAL_SHORT", "b"}, {"SCSI_IDENT_SERIAL", "a"}}),
            "a");
  EXPECT_EQ(SerialOf({{"ID_SERIAL", "c"}, {"ID_SERIAL_SHORT", "b"}}), "b");
  EXPECT_EQ(SerialOf({{"ID_SERIAL", "c"}}), "c");
  EXPECT_EQ(SerialOf({}), "");
}

}  // namespace
}  // namespace weir::linux_plugin

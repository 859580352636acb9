#include "utf8.h"

#include <gtest/gtest.h>
#include <weir/testing/rules.h>

namespace weir::linux_plugin {
namespace {

constexpr const char* kReplacement = "\xEF\xBF\xBD";

TEST(Utf8, LeavesWellFormedTextAlone) {
  std::string text = "k\xC3\xA4se \xE2\x82\xAC \xF0\x9F\xA7\x80";
  EXPECT_EQ(ToUtf8(text), text);
}

TEST(Utf8, ReplacesStrayAndCutBytes) {
  EXPECT_EQ(ToUtf8("a\xFF"), std::string("a") + kReplacement);
  EXPECT_EQ(ToUtf8("\xE2\x82"), std::string(kReplacement) + kReplacement);
}

TEST(Utf8, ReplacesOverlongFormsSurrogatesAndWhatIsPastTheEnd) {
  for (const char* text : {"\xC0\xAF", "\xE0\x80\xAF", "\xED\xA0\x80", "\xF4\x90\x80\x80"}) {
    EXPECT_EQ(ToUtf8(text).find(kReplacement), 0u) << text;
  }
}

TEST(Utf8, MakesEveryPairOfBytesWellFormed) {
  for (int first = 0; first < 256; ++first) {
    for (int second = 0; second < 256; ++second) {
      std::string text = {static_cast<char>(first), static_cast<char>(second), '\xBF'};
      ASSERT_TRUE(testing::IsUtf8(ToUtf8(text))) << first << ' ' << second;
      if (testing::IsUtf8(text)) {
        ASSERT_EQ(ToUtf8(text), text);
      }
    }
  }
}

}  // namespace
}  // namespace weir::linux_plugin

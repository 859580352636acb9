// The example in C says the same as the reference plugin in C++.
#include <gtest/gtest.h>
#include <weir/testing.h>

namespace {

TEST(FoobarInC, ShowsThatAFooAndABarHaveOccurred) {
  weir::testing::Host host;
  host.Describe();
  host.Collect();
  EXPECT_EQ(host.status(), WEIR_OK) << host.error();
  EXPECT_EQ(host.Text(),
            "# HELP bar_metric Shows whether a bar has occurred in our cluster\n"
            "# TYPE bar_metric counter\n"
            "bar_metric 1\n"
            "# HELP foo_metric Shows whether a foo has occurred in our cluster\n"
            "# TYPE foo_metric counter\n"
            "foo_metric 1\n");
}

TEST(FoobarInC, IsDescribedWhole) {
  const weir_plugin* plugin = weir_plugin_entry_v1(0);
  ASSERT_NE(plugin, nullptr);
  EXPECT_EQ(plugin->size, sizeof(weir_plugin));
  EXPECT_STREQ(plugin->name, "foobar");
  EXPECT_EQ(weir_plugin_entry_v1(1), nullptr);
}

}  // namespace

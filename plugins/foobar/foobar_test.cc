#include <gtest/gtest.h>
#include <weir/testing.h>

namespace {

TEST(Foobar, ShowsThatAFooAndABarHaveOccurred) {
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

TEST(Foobar, ShowsTheSameAgain) {
  weir::testing::Host host;
  host.Describe();
  host.Collect();
  std::string first = host.Text();
  host.Collect();
  EXPECT_EQ(host.Text(), first);
}

}  // namespace

// The judge must be able to say no.
#include "strict_parser.h"

#include <gtest/gtest.h>

#include <string>

namespace weir::strict {
namespace {

TEST(StrictParser, ReadsText) {
  const Page page = ParseText(
      "# HELP a Two\\nlines \\\\.\n# TYPE a gauge\na{x=\"\\\"\\n\\\\\"} 1.5 1234\n"
      "# TYPE h histogram\nh_bucket{le=\"1.0\"} 1\nh_bucket{le=\"+Inf\"} 2\nh_sum 3\nh_count 2\n");
  ASSERT_EQ(page.size(), 2u);
  EXPECT_EQ(page[0].help, "Two\nlines \\.");
  EXPECT_EQ(page[0].samples[0].labels.at("x"), "\"\n\\");
  EXPECT_EQ(page[0].samples[0].timestamp, 1234);
  EXPECT_EQ(page[1].samples.size(), 4u);
}

TEST(StrictParser, ReadsOpenMetrics) {
  const Page page = ParseOpenMetrics(
      "# TYPE a counter\n# HELP a Help.\na_total 1 1.5 # {t=\"x\"} 2 3.5\n# EOF\n");
  ASSERT_EQ(page.size(), 1u);
  EXPECT_EQ(page[0].samples[0].timestamp, 1.5);
  EXPECT_EQ(page[0].samples[0].exemplar->labels.at("t"), "x");
  EXPECT_EQ(page[0].samples[0].exemplar->timestamp, 3.5);
}

TEST(StrictParser, TakesCanonicalBounds) {
  for (const std::string bound : {"-1.5e+06", "-0.0", "0.0", "1e-07", "0.0001", "0.1", "999999.0",
                                  "1e+06", "1.234567e+06", "5e-324", "1.7976931348623157e+308"}) {
    EXPECT_NO_THROW(ParseText("# TYPE h histogram\nh_bucket{le=\"" + bound +
                              "\"} 1\nh_bucket{le=\"+Inf\"} 2\nh_sum 3\nh_count 2\n"))
        << bound;
  }
}

TEST(StrictParser, RefusesBadText) {
  const std::string a = "# TYPE a gauge\n", h = "# TYPE h histogram\n";
  for (const std::string& page :
       {std::string("a 1\n"),
        a,
        a + "a 1",
        a + "\na 1\n",
        a + "b 1\n",
        a + "a 1\na 1\n",
        a + "a 1\n# HELP a x\n",
        a + a + "a 1\n",
        a + "# HELP a x\na 1\n",
        a + "a 1\n# TYPE b gauge\nb 1\n# TYPE a gauge\na{x=\"1\"} 1\n",
        a + "a{} 1\n",
        a + "a{x=\"\"} 1\n",
        a + "a{x=\"1\",x=\"2\"} 1\n",
        a + "a{x=\"1\",} 1\n",
        a + "a{x=\"\\q\"} 1\n",
        a + "a{x=\"1} 1\n",
        a + "a{x.y=\"1\"} 1\n",
        a + "a{__x=\"1\"} 1\n",
        a + "a  1\n",
        a + "a 1 \n",
        a + "a 1x\n",
        a + "a inf\n",
        a + "a nan\n",
        a + "a 0x1p3\n",
        a + "a{x=\"\xFF\"} 1\n",
        a + "a{x=\"\xC0\xAF\"} 1\n",
        a + "a{x=\"\xED\xA0\x80\"} 1\n",
        a + "a{x=\"\xE2\x82\"} 1\n",
        a + "a 1 -1\n",
        a + "a 1 9223372036854775808\n",
        a + "a 1 1.5\n",
        a + "a 1 # {} 1\n",
        a + "a\n",
        std::string("# TYPE a info\na 1\n"),
        std::string("# TYPE a counter\na -1\n"),
        std::string("# HELP a x\na 1\n"),
        std::string("# a comment\n"),
        std::string("# TYPE 1a gauge\n1a 1\n"),
        h + "h_bucket{le=\"1.0\"} 1\nh_sum 3\nh_count 1\n",
        h + "h_bucket{le=\"+Inf\"} 2\nh_sum 3\nh_count 1\n",
        h + "h_bucket{le=\"1\"} 1\nh_bucket{le=\"+Inf\"} 2\nh_sum 3\nh_count 2\n",
        h + "h_bucket{le=\"1e6\"} 1\nh_bucket{le=\"+Inf\"} 2\nh_sum 3\nh_count 2\n",
        h + "h_bucket{le=\"1.50\"} 1\nh_bucket{le=\"+Inf\"} 2\nh_sum 3\nh_count 2\n",
        h + "h_bucket{le=\"1.0\"} 3\nh_bucket{le=\"+Inf\"} 2\nh_sum 3\nh_count 2\n",
        h + "h_bucket{le=\"2.0\"} 1\nh_bucket{le=\"1.0\"} 1\nh_bucket{le=\"+Inf\"} 2\nh_sum "
            "3\nh_count 2\n",
        h + "h_bucket{le=\"+Inf\"} 2\nh_count 2\n",
        h + "h_bucket{le=\"+Inf\"} 2\nh_sum 2\n",
        h + "h_bucket{le=\"+Inf\"} 2\nh_sum 1\nh_count 2\n# TYPE h_count gauge\nh_count{x=\"1\"} "
            "1\n",
        h + "h_bucket{x=\"1\",le=\"+Inf\"} 2\nh_bucket{x=\"2\",le=\"+Inf\"} 2\nh_sum{x=\"1\"} "
            "1\nh_count{x=\"1\"} 2\n"
            "h_sum{x=\"2\"} 1\nh_count{x=\"2\"} 2\n",
        h + "h_bucket{le=\"+Inf\"} 2 1\nh_sum 1\nh_count 2\n"}) {
    EXPECT_THROW(ParseText(page), NotStrict) << page;
  }
}

TEST(StrictParser, RefusesBadOpenMetrics) {
  const std::string end = "# EOF\n", a = "# TYPE a counter\n";
  for (const std::string& page :
       {std::string(""),
        std::string("# EOF"),
        end + "\n",
        end + end,
        a + "a_total 1\n",
        a + "a 1\n" + end,
        std::string("# TYPE a untyped\na 1\n") + end,
        a + "a_total 1\n# TYPE a_created gauge\na_created 1\n" + end,
        "# TYPE a gauge\na 1\n# TYPE a counter\na_total 1\n" + end,
        "# TYPE a info\na_info 2\n" + end,
        "# TYPE a info\na 1\n" + end,
        "# TYPE s stateset\ns{x=\"1\"} 1\n" + end,
        "# TYPE s stateset\ns{s=\"1\"} 2\n" + end,
        "# TYPE a gauge\na 1 # {} 1\n" + end,
        a + "a_total 1 # {t=\"" + std::string(128, 'x') + "\"} 1\n" + end,
        a + "a_total 1 # {t=\"x\"}\n" + end,
        a + "a_total 1 # {t=\"" + std::string(1, '\0') + "\"} 1\n" + end,
        "# TYPE a gauge\n# UNIT a seconds\na 1\n" + end,
        "# TYPE a gauge\n# HELP a \"x\"\na 1\n" + end,
        "# TYPE h histogram\nh_bucket{le=\"-1.0\"} 1\nh_bucket{le=\"+Inf\"} 1\nh_sum 1\nh_count "
        "1\n" +
            end,
        "# TYPE h gaugehistogram\nh_bucket{le=\"+Inf\"} 1\nh_sum 1\nh_count 1\n" + end,
        "# TYPE q summary\nq{quantile=\"1\"} 1\nq_sum 1\nq_count 1\n" + end,
        a + "a_total NaN\n" + end,
        a + "a_total 1 NaN\n" + end}) {
    EXPECT_THROW(ParseOpenMetrics(page), NotStrict) << page;
  }
}

}  // namespace
}  // namespace weir::strict

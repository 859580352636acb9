#include "web/landing_page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace weir::web {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::HasSubstr;
using testing::Not;

collect::View ViewOf(const config::Collector& config) {
  collect::View view;
  view.config = std::make_shared<config::Collector>(config);
  return view;
}

std::string PageOf(const collect::Reading& reading) {
  return LandingPage(reading, "/metrics", "/metrics/", "1.0");
}

TEST(LandingPage, ShowsHowACollectorDoes) {
  config::Collector config;
  config.name = "node";
  config.plugin = "linux";
  collect::View view = ViewOf(config);
  view.state = collect::View::State::kTimedOut;
  view.error = "its collection took longer than 5s";
  view.lines = 1234;
  view.age = seconds(65);
  view.duration = milliseconds(12);
  const std::string page = PageOf({view});
  EXPECT_THAT(page, HasSubstr("<a href=\"/metrics/node\">node</a>"));
  EXPECT_THAT(page, HasSubstr(">linux<"));
  EXPECT_THAT(page, HasSubstr(">timed out<"));
  EXPECT_THAT(page, HasSubstr(">its collection took longer than 5s<"));
  EXPECT_THAT(page, HasSubstr(">1234<"));
  EXPECT_THAT(page, HasSubstr(">65.0 s<"));
  EXPECT_THAT(page, HasSubstr(">12 ms<"));
}

TEST(LandingPage, EscapesWhatOthersWrote) {
  config::Collector config;
  config.name = "<script>alert(1)</script>";
  config.plugin = "a\"b'c&d";
  collect::View view = ViewOf(config);
  view.error = "<img src=x onerror=alert(1)>";
  const std::string page = PageOf({view});
  EXPECT_THAT(page, Not(HasSubstr("<script")));
  EXPECT_THAT(page, Not(HasSubstr("<img")));
  EXPECT_THAT(page, HasSubstr("&lt;script&gt;alert(1)&lt;/script&gt;</a>"));
  EXPECT_THAT(page, HasSubstr("a&quot;b&#39;c&amp;d"));
  EXPECT_THAT(page, HasSubstr("href=\"/metrics/%3Cscript%3Ealert%281%29%3C%2Fscript%3E\""));
}

TEST(LandingPage, IsADocumentForAllReaders) {
  const std::string page = PageOf({});
  EXPECT_EQ(page.find("<!DOCTYPE html>"), 0u);
  for (const char* part : {"<html lang=\"en\">", "<title>Weir</title>", "<main>", "</main>",
                           "name=\"viewport\"", "content=\"light dark\"", "</html>\n"}) {
    EXPECT_THAT(page, HasSubstr(part));
  }
  EXPECT_THAT(page, HasSubstr("No collector is configured."));
  EXPECT_THAT(page, Not(HasSubstr("<table")));
  EXPECT_THAT(page, Not(HasSubstr("<script")));
}

TEST(ShortDuration, HasTheUnitThatFits) {
  EXPECT_EQ(ShortDuration(Duration(0)), "0 ms");
  EXPECT_EQ(ShortDuration(seconds(-1)), "0 ms");
  EXPECT_EQ(ShortDuration(std::chrono::microseconds(1234)), "1.2 ms");
  EXPECT_EQ(ShortDuration(milliseconds(250)), "250 ms");
  EXPECT_EQ(ShortDuration(milliseconds(3210)), "3.2 s");
  EXPECT_EQ(ShortDuration(seconds(300)), "5 min");
  EXPECT_EQ(ShortDuration(std::chrono::hours(30)), "30 h");
}

}  // namespace
}  // namespace weir::web

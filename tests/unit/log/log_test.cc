#include "log/log.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <string>
#include <thread>
#include <vector>

namespace weir::log {
namespace {

std::string Logfmt(std::string_view message, std::initializer_list<Field> fields = {}) {
  return Line(Format::kLogfmt, 0, Level::kInfo, message, fields);
}

std::string Json(std::string_view message, std::initializer_list<Field> fields = {}) {
  return Line(Format::kJson, 0, Level::kInfo, message, fields);
}

TEST(Log, LogfmtHasTimeLevelMessageAndFieldsInOrder) {
  EXPECT_EQ(
      Line(Format::kLogfmt, 1700000000.25, Level::kWarning, "stopped", {{"b", "1"}, {"a", "2"}}),
      "time=2023-11-14T22:13:20.250Z level=warn msg=stopped b=1 a=2");
}

TEST(Log, JsonHasTimeLevelMessageAndFieldsInOrder) {
  EXPECT_EQ(
      Line(Format::kJson, 1700000000.25, Level::kError, "stopped", {{"b", "1"}, {"a", "2"}}),
      R"({"time":"2023-11-14T22:13:20.250Z","level":"error","msg":"stopped","b":"1","a":"2"})");
}

TEST(Log, LogfmtQuotesWhatWouldFallApart) {
  const std::string start = "time=1970-01-01T00:00:00.000Z level=info msg=";
  EXPECT_EQ(Logfmt("a b"), start + R"("a b")");
  EXPECT_EQ(Logfmt(""), start + R"("")");
  EXPECT_EQ(Logfmt("a=b"), start + R"("a=b")");
  EXPECT_EQ(Logfmt("a\"b"), start + R"("a\"b")");
  EXPECT_EQ(Logfmt("a\\b"), start + R"("a\\b")");
  EXPECT_EQ(Logfmt("a\nlevel=error"), start + R"("a\nlevel=error")");
  EXPECT_EQ(Logfmt("plain"), start + "plain");
}

TEST(Log, JsonEscapesQuotesBackslashesAndControls) {
  const std::string start = R"({"time":"1970-01-01T00:00:00.000Z","level":"info","msg":)";
  EXPECT_EQ(Json("a\"b\\c\nd\te\x7f"), start + R"("a\"b\\c\nd\u0009e\u007f"})");
  EXPECT_EQ(Json(std::string_view("a\0b", 3)), start + R"("a\u0000b"})");
}

TEST(Log, TextBeyondAsciiIsKept) {
  EXPECT_NE(Json("Grüße €\U0001F600").find("Grüße €\U0001F600"), std::string::npos);
  EXPECT_NE(Logfmt("Grüße").find("\"Grüße\""), std::string::npos);
}

// A file's name in Latin-1 made a line that no JSON reader takes.
TEST(Log, BytesThatAreNoTextDoNotBreakTheLine) {
  const char* const bad[] = {"M\xFCller",        "\xC0\xAF", "\xED\xA0\x80",
                             "\xF4\x90\x80\x80", "\xE2\x82", "\x80",
                             "\xF0\x80\x80\x80", "\xFE\xFF", "\xE0\x80\x80"};
  for (const char* text : bad) {
    const std::string line = Json(text);
    EXPECT_NE(line.find("\\ufffd"), std::string::npos) << line;
    for (const char c : line) EXPECT_GT(c, 0) << line;
  }
  EXPECT_NE(Json("M\xFCller").find(R"("M\ufffdller")"), std::string::npos);
}

TEST(Log, ParsesLevelsByName) {
  EXPECT_EQ(*ParseLevel("debug"), Level::kDebug);
  EXPECT_EQ(*ParseLevel("info"), Level::kInfo);
  EXPECT_EQ(*ParseLevel("warn"), Level::kWarning);
  EXPECT_EQ(*ParseLevel("warning"), Level::kWarning);
  EXPECT_EQ(*ParseLevel("error"), Level::kError);
}

TEST(Log, RefusesOtherLevelsAndSaysWhichThereAre) {
  for (const char* name : {"", "INFO", "fatal", "info "}) {
    const auto level = ParseLevel(name);
    ASSERT_FALSE(level) << name;
    EXPECT_NE(level.error().message.find("debug, info, warn or error"), std::string::npos);
  }
}

TEST(Log, ParsesFormatsByNameOnly) {
  EXPECT_EQ(*ParseFormat("logfmt"), Format::kLogfmt);
  EXPECT_EQ(*ParseFormat("json"), Format::kJson);
  EXPECT_FALSE(ParseFormat("JSON"));
  EXPECT_FALSE(ParseFormat(""));
}

class Writing : public ::testing::Test {
 protected:
  void TearDown() override { Configure(Level::kInfo, Format::kLogfmt); }
};

TEST_F(Writing, LeavesOutWhatIsBelowTheLevel) {
  Configure(Level::kWarning, Format::kLogfmt);
  EXPECT_FALSE(Enabled(Level::kInfo));
  EXPECT_TRUE(Enabled(Level::kWarning));
  ::testing::internal::CaptureStderr();
  Info("quiet");
  Warning("heard");
  const std::string out = ::testing::internal::GetCapturedStderr();
  EXPECT_EQ(out.find("quiet"), std::string::npos);
  EXPECT_NE(out.find("msg=heard"), std::string::npos);
}

TEST_F(Writing, TakesALevelOfItsOwnInsteadOfTheConfiguredOne) {
  Configure(Level::kWarning, Format::kLogfmt);
  ::testing::internal::CaptureStderr();
  Write(Level::kDebug, "wanted", {}, Level::kDebug);
  Write(Level::kWarning, "unwanted", {}, Level::kError);
  const std::string out = ::testing::internal::GetCapturedStderr();
  EXPECT_NE(out.find("level=debug msg=wanted"), std::string::npos);
  EXPECT_EQ(out.find("unwanted"), std::string::npos);
}

TEST_F(Writing, SaysAtTheEndHowOftenALineWasHeldBack) {
  Configure(Level::kInfo, Format::kJson);
  ::testing::internal::CaptureStderr();
  for (int line = 0; line < 12; ++line) Info("again", {{"what", "the same"}});
  Flush();
  const std::string out = ::testing::internal::GetCapturedStderr();
  EXPECT_EQ(std::ranges::count(out, '\n'), 6);
  EXPECT_TRUE(out.ends_with(R"("level":"info","msg":"again","what":"the same","repeated":"7"})"
                            "\n"));
}

// As a service of systemd sees it: standard error is the stream that $JOURNAL_STREAM names.
TEST_F(Writing, BeginsWithItsPriorityForJournald) {
  ::testing::internal::CaptureStderr();
  struct stat status {};
  fstat(STDERR_FILENO, &status);
  const std::string stream = std::to_string(status.st_dev) + ":" + std::to_string(status.st_ino);
  setenv("JOURNAL_STREAM", stream.c_str(), 1);
  Configure(Level::kInfo, Format::kLogfmt);
  Failure("for the journal");
  unsetenv("JOURNAL_STREAM");
  Configure(Level::kInfo, Format::kLogfmt);
  Failure("for nobody special");
  const std::string out = ::testing::internal::GetCapturedStderr();
  EXPECT_TRUE(out.starts_with("<3>time=")) << out;
  EXPECT_NE(out.find("\ntime="), std::string::npos) << out;
}

TEST_F(Writing, LinesOfManyThreadsStayWhole) {
  Configure(Level::kInfo, Format::kJson);
  ::testing::internal::CaptureStderr();
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([i] {
      for (int line = 0; line < 200; ++line) {
        Info("a line",
             {{"number", std::to_string(200 * i + line)}, {"key", std::string(100, 'x')}});
      }
    });
  }
  for (auto& thread : threads) thread.join();
  const std::string out = ::testing::internal::GetCapturedStderr();
  size_t lines = 0;
  for (size_t begin = 0; begin < out.size(); ++lines) {
    const size_t end = out.find('\n', begin);
    ASSERT_NE(end, std::string::npos);
    EXPECT_EQ(out.compare(begin, 9, "{\"time\":\""), 0);
    EXPECT_EQ(out[end - 1], '}');
    begin = end + 1;
  }
  EXPECT_EQ(lines, 800u);
}

}  // namespace
}  // namespace weir::log

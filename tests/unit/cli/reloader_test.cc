#include "cli/reloader.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace weir::cli {
namespace {

using std::chrono::seconds;

// Asks; the future has the outcome.
std::future<Reloader::Outcome> Ask(Reloader& reloader) {
  const auto promise = std::make_shared<std::promise<Reloader::Outcome>>();
  reloader.Ask([promise](const Reloader::Outcome& outcome) { promise->set_value(outcome); });
  return promise->get_future();
}

TEST(Reloader, TellsWhatCameOfIt) {
  int times = 0;
  Reloader reloader([&]() -> Reloader::Outcome {
    if (++times == 1) return "added a";
    return Fail("no such file");
  });
  EXPECT_EQ(Ask(reloader).get(), "added a");
  EXPECT_EQ(Ask(reloader).get().error().message, "no such file");
  EXPECT_TRUE(reloader.Stop(seconds(10)));
}

TEST(Reloader, AnExceptionIsAFailure) {
  Reloader reloader([]() -> Reloader::Outcome { throw std::runtime_error("no memory"); });
  EXPECT_EQ(Ask(reloader).get().error().message, "no memory");
  EXPECT_TRUE(reloader.Stop(seconds(10)));
}

TEST(Reloader, AnswersAllWhoWaitWithTheAttemptThatBeganAfterTheyAsked) {
  std::atomic<int> begun = 0;
  std::promise<void> first_began, first_may_end;
  Reloader reloader([&]() -> Reloader::Outcome {
    const int number = ++begun;
    if (number == 1) {
      first_began.set_value();
      first_may_end.get_future().wait();
    }
    return std::to_string(number);
  });
  auto first = Ask(reloader);
  first_began.get_future().wait();
  std::vector<std::future<Reloader::Outcome>> others;
  for (int i = 0; i < 100; ++i) others.push_back(Ask(reloader));
  first_may_end.set_value();
  EXPECT_EQ(first.get(), "1");
  for (auto& other : others) EXPECT_EQ(other.get(), "2");
  EXPECT_EQ(begun, 2);
  EXPECT_TRUE(reloader.Stop(seconds(10)));
}

TEST(Reloader, WhoAsksWhenItHasStoppedIsToldSo) {
  Reloader reloader([]() -> Reloader::Outcome { return "all"; });
  EXPECT_TRUE(reloader.Stop(seconds(10)));
  EXPECT_FALSE(Ask(reloader).get());
}

TEST(Reloader, DoesNotWaitForAnAttemptThatHangs) {
  std::promise<void> began, may_end;
  Reloader reloader([&]() -> Reloader::Outcome {
    began.set_value();
    may_end.get_future().wait();
    return "late";
  });
  auto first = Ask(reloader);
  began.get_future().wait();
  auto second = Ask(reloader);
  EXPECT_FALSE(reloader.Stop(std::chrono::milliseconds(1)));
  may_end.set_value();
  EXPECT_EQ(first.get(), "late");
  EXPECT_FALSE(second.get());
  EXPECT_TRUE(reloader.Stop(seconds(10)));
}

}  // namespace
}  // namespace weir::cli

#include "log/allowance.h"

#include <gtest/gtest.h>

namespace weir::log {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::chrono::steady_clock::time_point kStart{std::chrono::hours(5)};

TEST(Allowance, LetsABurstThroughAndHoldsBackTheRest) {
  Allowance allowance;
  for (int line = 0; line < 20; ++line) EXPECT_EQ(allowance.Take(kStart), 0u);
  for (int line = 0; line < 50; ++line) EXPECT_EQ(allowance.Take(kStart), std::nullopt);
}

TEST(Allowance, LetsOneASecondThroughAndSaysHowManyWereHeldBack) {
  Allowance allowance;
  for (int line = 0; line < 50; ++line) allowance.Take(kStart);
  EXPECT_EQ(allowance.Take(kStart + milliseconds(900)), std::nullopt);
  EXPECT_EQ(allowance.Take(kStart + milliseconds(1100)), 31u);
  EXPECT_EQ(allowance.Take(kStart + milliseconds(1200)), std::nullopt);
  EXPECT_EQ(allowance.Take(kStart + milliseconds(2300)), 1u);
}

TEST(Allowance, ComesBackWithQuiet) {
  Allowance allowance;
  for (int line = 0; line < 50; ++line) allowance.Take(kStart);
  int passed = 0;
  for (int line = 0; line < 50; ++line)
    passed += allowance.Take(kStart + std::chrono::hours(1)) ? 1 : 0;
  EXPECT_EQ(passed, 20);
}

}  // namespace
}  // namespace weir::log

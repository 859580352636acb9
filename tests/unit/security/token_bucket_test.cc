#include "web/security/token_bucket.h"

#include <gtest/gtest.h>

namespace weir::web {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

int Takes(TokenBucket& bucket, Time now, Duration interval, int64_t burst) {
  int taken = 0;
  while (taken < 100 && bucket.Take(now, interval, burst)) ++taken;
  return taken;
}

TEST(TokenBucket, LetsABurstThroughAndThenOneAnInterval) {
  TokenBucket bucket;
  Time now{seconds(1000)};
  EXPECT_EQ(Takes(bucket, now, seconds(1), 3), 3);
  now += milliseconds(999);
  EXPECT_EQ(Takes(bucket, now, seconds(1), 3), 0);
  now += milliseconds(1);
  EXPECT_EQ(Takes(bucket, now, seconds(1), 3), 1);
  EXPECT_EQ(Takes(bucket, now + seconds(60), seconds(1), 3), 3);
}

TEST(TokenBucket, WithoutBurstLetsNobodyThrough) {
  TokenBucket bucket;
  EXPECT_EQ(Takes(bucket, Time{seconds(1000)}, seconds(1), 0), 0);
}

TEST(TokenBucket, WithoutIntervalLetsEverybodyThrough) {
  TokenBucket bucket;
  EXPECT_EQ(Takes(bucket, Time{seconds(1000)}, Duration(0), 0), 100);
  EXPECT_EQ(Takes(bucket, Time{seconds(1000)}, seconds(-1), 0), 100);
}

}  // namespace
}  // namespace weir::web

#include "config/did_you_mean.h"

#include <gtest/gtest.h>

namespace weir::config {
namespace {

const std::vector<std::string_view> kKeys = {"name", "interval", "max_staleness", "labels",
                                             "limits"};

TEST(DidYouMean, FindsAnInsertionADeletionASubstitutionAndASwap) {
  EXPECT_EQ(Nearest("intervall", kKeys), "interval");
  EXPECT_EQ(Nearest("intrval", kKeys), "interval");
  EXPECT_EQ(Nearest("intarval", kKeys), "interval");
  EXPECT_EQ(Nearest("nmae", kKeys), "name");
}

TEST(DidYouMean, ForgivesMoreInALongerWord) {
  EXPECT_EQ(Nearest("maxStaleness", kKeys), "max_staleness");
  EXPECT_EQ(Nearest("names_", kKeys), "");
}

TEST(DidYouMean, SaysNothingOfWhatIsFar) {
  EXPECT_EQ(Nearest("isolation", kKeys), "");
  EXPECT_EQ(Nearest("", kKeys), "");
  EXPECT_EQ(Nearest("x", {}), "");
}

TEST(DidYouMean, DoesNotMeasureWhatIsTooLongToBeAKey) {
  EXPECT_EQ(Nearest(std::string(100'000, 'n'), kKeys), "");
}

TEST(DidYouMean, ListsTheKeysWhereNoneIsNear) {
  EXPECT_EQ(DidYouMean("labls", kKeys), ", did you mean \"labels\"?");
  EXPECT_EQ(DidYouMean("memory", {"series", "help"}), "; known here: series, help");
}

}  // namespace
}  // namespace weir::config

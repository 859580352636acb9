// Names that would meet on a page, of two families of one collector.
#include <gtest/gtest.h>

#include "families.h"
#include "series/catalog.h"

namespace weir::series {
namespace {

struct Clash {
  Family first, second;
};

class CatalogClash : public ::testing::TestWithParam<Clash> {};

TEST_P(CatalogClash, TheLaterIsRefused) {
  Catalog catalog(Limits{}, Author::kPlugin);
  ASSERT_TRUE(catalog.AddFamily(GetParam().first));
  const auto added = catalog.AddFamily(GetParam().second);
  ASSERT_FALSE(added);
  EXPECT_EQ(added.error().status, WEIR_E_INVALID);
  EXPECT_EQ(added.error().reason, Refused::kConflict);
  EXPECT_NE(added.error().message.find(GetParam().first.name), std::string::npos);
}

TEST_P(CatalogClash, AndSoItIsTheOtherWayRound) {
  Catalog catalog(Limits{}, Author::kPlugin);
  ASSERT_TRUE(catalog.AddFamily(GetParam().second));
  EXPECT_FALSE(catalog.AddFamily(GetParam().first));
}

TEST_P(CatalogClash, IsOverWhenTheFirstIsRolledBack) {
  Catalog catalog(Limits{}, Author::kPlugin);
  ASSERT_TRUE(catalog.AddFamily(GetParam().first));
  catalog.Rollback();
  EXPECT_TRUE(catalog.AddFamily(GetParam().second));
}

INSTANTIATE_TEST_SUITE_P(
    Samples, CatalogClash,
    ::testing::Values(Clash{Histogram("h"), Gauge("h_bucket")},
                      Clash{Histogram("h"), Counter("h_count")},
                      Clash{Histogram("h"), Gauge("h_sum")}, Clash{Summary("s"), Gauge("s_count")},
                      Clash{Summary("s"), Gauge("s_sum")},
                      Clash{Summary("s"), Histogram("s_count")},
                      Clash{Bounded(Type::kGaugeHistogram, "g", {1}), Gauge("g_bucket")},
                      Clash{Bounded(Type::kGaugeHistogram, "g", {1}), Gauge("g_gcount")},
                      Clash{Bounded(Type::kGaugeHistogram, "g", {1}), Gauge("g_gsum")}));

INSTANTIATE_TEST_SUITE_P(
    Escaped, CatalogClash,
    ::testing::Values(Clash{Gauge("a.b"), Gauge("a_b")},            // underscores
                      Clash{Gauge("a.b"), Gauge("a-b")},            // underscores
                      Clash{Gauge("ä"), Gauge("ö")},                // underscores
                      Clash{Gauge("a.b"), Gauge("U__a_2e_b")},      // values
                      Clash{Histogram("a.b"), Gauge("a_b_count")},  // underscores, of a sample
                      Clash{Histogram("a.b"), Gauge("U__a_2e_b__sum")}));  // values, of a sample

}  // namespace
}  // namespace weir::series

#include "series/rules.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>

#include "families.h"

namespace weir::series {
namespace {

const double kInf = std::numeric_limits<double>::infinity();
const double kNotANumber = std::numeric_limits<double>::quiet_NaN();

std::optional<Refusal> Check(const Family& family, const Limits& limits = {}) {
  return CheckFamily(family, limits, Author::kPlugin);
}

// Refused as the plugin's own fault, for that reason.
void ExpectRefused(const Family& family, Refused reason) {
  const auto refusal = Check(family);
  ASSERT_TRUE(refusal) << family.name;
  EXPECT_EQ(refusal->status, WEIR_E_INVALID) << refusal->message;
  EXPECT_EQ(refusal->reason, reason) << refusal->message;
  EXPECT_FALSE(refusal->message.empty());
}

void ExpectOverLimit(const Family& family, const Limits& limits) {
  const auto refusal = Check(family, limits);
  ASSERT_TRUE(refusal) << family.name;
  EXPECT_EQ(refusal->status, WEIR_E_LIMIT) << refusal->message;
  EXPECT_EQ(refusal->reason, Refused::kLimit) << refusal->message;
}

void ExpectFine(const Family& family) {
  const auto refusal = Check(family);
  EXPECT_FALSE(refusal) << refusal->message;
}

TEST(FamilyRules, EveryTypeIsFine) {
  for (const Type type : {Type::kUntyped, Type::kCounter, Type::kGauge, Type::kInfo}) {
    ExpectFine(Scalar(type, "a", {"x", "y"}));
  }
  ExpectFine(Histogram("a"));
  ExpectFine(Histogram("a", {}));
  ExpectFine(Histogram("a", {-1, 0, 1e300}));
  ExpectFine(Bounded(Type::kGaugeHistogram, "a", {1}));
  ExpectFine(Summary("a", {0, 0.5, 1}));
  ExpectFine(Summary("a", {}));
  ExpectFine(StateSet("a"));
}

TEST(FamilyRules, NamesMayBeAnyUtf8) {
  ExpectFine(Gauge("a.b", {"c.d", "größe"}));
  ExpectFine(Gauge("температура"));
}

TEST(FamilyRules, UnknownTypesAreRefused) {
  for (const int type : {-1, 8, 1000, std::numeric_limits<int32_t>::min()}) {
    ExpectRefused(Scalar(static_cast<Type>(type), "a"), Refused::kInvalid);
  }
}

TEST(FamilyRules, AnEmptyNameIsRefused) { ExpectRefused(Gauge(""), Refused::kInvalid); }

TEST(FamilyRules, ANameThatIsNotUtf8IsRefused) { ExpectRefused(Gauge("a\xFF"), Refused::kUtf8); }

TEST(FamilyRules, WeirsOwnNamesAreForTheHostAlone) {
  ExpectRefused(Gauge("weir_x"), Refused::kReserved);
  ExpectRefused(Gauge("weir.x"), Refused::kReserved);  // is weir_x on the page
  ExpectFine(Gauge("weird"));
  EXPECT_FALSE(CheckFamily(Gauge("weir_x"), {}, Author::kHost));
}

TEST(FamilyRules, HelpMustBeUtf8) {
  Family family = Gauge("a");
  family.help = "\xC3";
  ExpectRefused(family, Refused::kUtf8);
  family.help = "line\nbreak \\ and \"quotes\"";
  ExpectFine(family);
}

TEST(FamilyRules, LabelNamesMustBeThereAndUtf8) {
  ExpectRefused(Gauge("a", {""}), Refused::kInvalid);
  ExpectRefused(Gauge("a", {"x", "\xFF"}), Refused::kUtf8);
}

TEST(FamilyRules, LabelsThatBeginWithTwoUnderscoresAreReserved) {
  ExpectRefused(Gauge("a", {"__name__"}), Refused::kReserved);
  ExpectRefused(Gauge("a", {"__x"}), Refused::kReserved);
  ExpectRefused(Gauge("a", {"..x"}), Refused::kReserved);
  ExpectRefused(Gauge("a", {"_-"}), Refused::kReserved);
  ExpectFine(Gauge("a", {"_x"}));
}

TEST(FamilyRules, TheSameLabelTwiceIsRefused) {
  ExpectRefused(Gauge("a", {"x", "y", "x"}), Refused::kInvalid);
}

TEST(FamilyRules, LabelsThatOneEscapingSchemeMakesTheSameAreRefused) {
  ExpectRefused(Gauge("a", {"x.y", "x_y"}), Refused::kInvalid);        // underscores
  ExpectRefused(Gauge("a", {"x.y", "x-y"}), Refused::kInvalid);        // underscores
  ExpectRefused(Gauge("a", {"x.y", "U__x_2e_y"}), Refused::kInvalid);  // values
  ExpectFine(Gauge("a", {"x.y", "x_dot_y"}));
}

TEST(FamilyRules, TypesOwnTheirLabels) {
  ExpectRefused(Histogram("a", {1}, {"le"}), Refused::kReserved);
  ExpectRefused(Bounded(Type::kGaugeHistogram, "a", {1}, {"le"}), Refused::kReserved);
  ExpectRefused(Summary("a", {0.5}, {"quantile"}), Refused::kReserved);
  ExpectRefused(StateSet("a", {"on"}, {"a"}), Refused::kReserved);
  ExpectFine(Gauge("a", {"le", "quantile", "a"}));
  ExpectFine(Histogram("a", {1}, {"quantile"}));
  ExpectFine(Summary("a", {0.5}, {"le"}));
}

// The label that a stateset writes is its escaped name: "a.b" and the label "a_b" stood twice in
// one line, and Prometheus gave up the page.
TEST(FamilyRules, AStateSetOwnsItsNameUnderEveryEscaping) {
  ExpectRefused(StateSet("a.b", {"on"}, {"a_b"}), Refused::kReserved);
  ExpectRefused(StateSet("a:b", {"on"}, {"a_b"}), Refused::kReserved);
  ExpectRefused(StateSet("a_b", {"on"}, {"a.b"}), Refused::kReserved);
  ExpectRefused(StateSet("a.b", {"on"}, {"U__a_2e_b"}), Refused::kReserved);
}

TEST(FamilyRules, AStateSetsNameMustDoAsALabel) {
  ExpectRefused(StateSet("__name__"), Refused::kReserved);
  ExpectRefused(StateSet("::x"), Refused::kReserved);
  ExpectFine(Gauge("__name__"));
}

TEST(FamilyRules, BoundsBelongToHistogramsAndSummaries) {
  for (const Type type : {Type::kUntyped, Type::kCounter, Type::kGauge, Type::kInfo}) {
    ExpectRefused(Bounded(type, "a", {1}), Refused::kInvalid);
  }
  Family states = StateSet("a");
  states.bounds = {1};
  ExpectRefused(states, Refused::kInvalid);
}

TEST(FamilyRules, BoundsMustRiseAndBeFinite) {
  for (const Bounds& bounds :
       {Bounds{1, 1}, Bounds{2, 1}, Bounds{kNotANumber}, Bounds{1, kNotANumber}, Bounds{kInf},
        Bounds{1, kInf}, Bounds{-kInf, 1}, Bounds{-0.0, 0.0}}) {
    ExpectRefused(Histogram("a", bounds), Refused::kInvalid);
  }
  ExpectRefused(Summary("a", {0.9, 0.5}), Refused::kInvalid);
}

TEST(FamilyRules, QuantilesAreBetweenZeroAndOne) {
  ExpectRefused(Summary("a", {-0.1}), Refused::kInvalid);
  ExpectRefused(Summary("a", {0.5, 1.1}), Refused::kInvalid);
}

TEST(FamilyRules, StatesBelongToStateSetsAlone) {
  Family gauge = Gauge("a");
  gauge.states = {"on"};
  ExpectRefused(gauge, Refused::kInvalid);
  ExpectRefused(StateSet("a", {}), Refused::kInvalid);
}

TEST(FamilyRules, StatesAreNamedOnceInUtf8) {
  ExpectRefused(StateSet("a", {"on", "off", "on"}), Refused::kInvalid);
  ExpectRefused(StateSet("a", {"on", ""}), Refused::kInvalid);
  ExpectRefused(StateSet("a", {"on", "\xFF"}), Refused::kUtf8);
}

TEST(FamilyRules, ANameMustEndInItsUnit) {
  const auto with_unit = [](Type type, const char* name, const char* unit) {
    Family family = Scalar(type, name);
    family.unit = unit;
    return family;
  };
  ExpectFine(with_unit(Type::kGauge, "a_seconds", "seconds"));
  ExpectFine(with_unit(Type::kCounter, "a_seconds_total", "seconds"));
  ExpectRefused(with_unit(Type::kGauge, "a_seconds_total", "seconds"), Refused::kInvalid);
  ExpectRefused(with_unit(Type::kGauge, "a", "seconds"), Refused::kInvalid);
  ExpectRefused(with_unit(Type::kGauge, "aseconds", "seconds"), Refused::kInvalid);
  ExpectRefused(with_unit(Type::kGauge, "seconds", "seconds"), Refused::kInvalid);
  ExpectRefused(with_unit(Type::kGauge, "a_per cent", "per cent"), Refused::kInvalid);
  ExpectRefused(with_unit(Type::kGauge, "a_\n# EOF", "\n# EOF"), Refused::kInvalid);
  ExpectRefused(with_unit(Type::kInfo, "a_seconds_info", "seconds"), Refused::kInvalid);
  Family states = StateSet("a_seconds");
  states.unit = "seconds";
  ExpectRefused(states, Refused::kInvalid);
}

TEST(FamilyRules, LimitsHoldAtTheirEdge) {
  const Limits limits{3, 2, 4, 5, 6};
  ExpectFine(Gauge("abcd"));
  EXPECT_FALSE(Check({Type::kGauge, "abcd", "123456", "", {"abcd", "x"}, {}, {}}, limits));
  ExpectOverLimit({Type::kGauge, "abcde", "", "", {}, {}, {}}, limits);
  ExpectOverLimit({Type::kGauge, "a", "1234567", "", {}, {}, {}}, limits);
  ExpectOverLimit({Type::kGauge, "a", "", "", {"abcde"}, {}, {}}, limits);
  ExpectOverLimit({Type::kGauge, "a", "", "", {"x", "y", "z"}, {}, {}}, limits);
  ExpectOverLimit({Type::kStateSet, "a", "", "", {}, {}, {"123456"}}, limits);
  ExpectOverLimit({Type::kHistogram, "a", "", "", {}, {1, 2, 3, 4}, {}}, limits);
  ExpectOverLimit({Type::kStateSet, "a", "", "", {}, {}, {"1", "2", "3", "4"}}, limits);
}

TEST(FamilyRules, NoRefusalRepeatsBytesThatAreNoText) {
  const Family bad[] = {Gauge("a\xFF"), Gauge("a", {"\xFF"}), StateSet("a", {"\xFF"}),
                        Gauge("weir_\xFF")};
  for (const Family& family : bad)
    EXPECT_EQ(Check(family)->message.find('\xFF'), std::string::npos);
}

TEST(LabelValueRules, AreLengthAndUtf8Alone) {
  const Limits limits{.value_bytes = 3};
  EXPECT_FALSE(CheckLabelValue("", limits));
  EXPECT_FALSE(CheckLabelValue("\"\\\n", limits));
  EXPECT_EQ(CheckLabelValue("abcd", limits)->status, WEIR_E_LIMIT);
  EXPECT_EQ(CheckLabelValue("abcd", limits)->reason, Refused::kLimit);
  EXPECT_EQ(CheckLabelValue("\xFF", limits)->status, WEIR_E_INVALID);
  EXPECT_EQ(CheckLabelValue("\xFF", limits)->reason, Refused::kUtf8);
}

TEST(RefusedNames, AreThoseOfTheMetric) {
  EXPECT_EQ(Name(Refused::kInvalid), "invalid");
  EXPECT_EQ(Name(Refused::kUtf8), "bad_utf8");
  EXPECT_EQ(Name(Refused::kReserved), "reserved_name");
  EXPECT_EQ(Name(Refused::kConflict), "conflict");
  EXPECT_EQ(Name(Refused::kLimit), "limit");
}

}  // namespace
}  // namespace weir::series

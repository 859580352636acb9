// Families: what the host refuses, and label sets that change.
#include <gtest/gtest.h>

#include <functional>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include "plugin_of.h"

namespace {

using weir::testing::Host;

std::function<void(weir::Registry&)> describe;

class Describing final : public weir::Collector {
 public:
  void Describe(weir::Registry& registry) override { describe(registry); }
  void Collect(weir::Sink&) override {}
};

std::string Refusal(std::function<void(weir::Registry&)> what) {
  describe = std::move(what);
  Host host(PluginOf<Describing>(), "{}");
  host.Describe();
  return std::to_string(host.status()) + " " + host.error();
}

TEST(Registry, PassesOnTheHostsRefusal) {
  EXPECT_EQ(Refusal([](weir::Registry& r) { r.Gauge("", ""); }),
            "-2 family : a name that is empty or not UTF-8");
  EXPECT_EQ(Refusal([](weir::Registry& r) {
              r.Gauge("x", "", {"a", "a"});
            }),
            "-2 family x: label a twice");
  EXPECT_EQ(Refusal([](weir::Registry& r) {
              r.Histogram("x", "", {}, {1});
              r.Counter("x_count", "");
            }),
            "-2 family x_count: clashes with x in x_count");
  EXPECT_EQ(Refusal([](weir::Registry& r) { r.Gauge("x", "", {"a"}).Add({}); }),
            "-2 family x: wrong number of label values");
  EXPECT_EQ(Refusal([](weir::Registry& r) { r.Gauge("x", "", {"a"}).Add({"\xff"}); }),
            "-2 family x: a label value is not UTF-8");
}

TEST(Registry, GivesAnEqualFamilyItsNumberAgain) {
  EXPECT_EQ(Refusal([](weir::Registry& r) {
              weir::Family first = r.Gauge("x", "help", {"a"});
              weir::Family again = r.Gauge("x", "help", {"a"});
              EXPECT_EQ(first.id(), again.id());
              EXPECT_EQ(first.Add({"1"}), again.Add({"1"}));
              EXPECT_NE(first.Add({"1"}), again.Add({"2"}));
            }),
            "0 ");
}

TEST(Registry, TakesLabelsFromWhateverHoldsThem) {
  Refusal([](weir::Registry& r) {
    std::vector<std::string> strings = {"a", "b"};
    std::vector<std::string_view> views = {"a", "b"};
    std::array<std::string_view, 2> array = {"a", "b"};
    weir::Family family = r.Gauge("x", "", strings);
    weir::Slot slot = family.Add({"a", "b"});
    EXPECT_EQ(family.Add(strings), slot);
    EXPECT_EQ(family.Add(views), slot);
    EXPECT_EQ(family.Add(array), slot);
    EXPECT_EQ(family.Add({views.data(), 2}), slot);
    EXPECT_EQ(family.Add({strings[0], views[1]}), slot);
  });
}

TEST(Registry, RefusesAFamilyThatWasNeverAdded) {
  EXPECT_EQ(Refusal([](weir::Registry&) { weir::Family().Add(); }), "-1 a family was never added");
}

// Sets the names that the test says, then ends as it says.
struct Script {
  std::set<std::string> names;
  enum { kSucceed, kThrow, kPartial, kNoData } end = kSucceed;
  bool late_family = false;
};
Script script;

class Changing final : public weir::Collector {
 public:
  void Describe(weir::Registry& registry) override {
    up_ = registry.ChangingGauge("up", "", {"name"});
  }
  void Collect(weir::Sink& sink) override {
    for (const std::string& name : script.names) up_.Set(sink, {name}, 1);
    if (script.late_family) {
      sink.registry().ChangingInfo("late_info", "", {"name"}).Set(sink, {"x"});
    }
    if (script.end == Script::kPartial) sink.Partial("in part");
    if (script.end == Script::kNoData) sink.NoData();
    if (script.end == Script::kThrow) throw std::runtime_error("failed");
  }

 private:
  weir::ChangingFamily up_;
};

class ChangingFamilyTest : public ::testing::Test {
 protected:
  ChangingFamilyTest() : host_(PluginOf<Changing>(), "{}") {
    script = {};
    host_.Describe();
  }

  // The names shown, "!" and the message after a failure, "?" and the text if there is a mistake.
  std::string Collect(std::set<std::string> names, decltype(Script::end) end = Script::kSucceed) {
    script.names = std::move(names);
    script.end = end;
    host_.Collect();
    if (host_.Text().find("MISTAKE") != std::string::npos) return "? " + host_.Text();
    if (host_.status() < 0) return "! " + host_.error();
    std::string result;
    for (const auto& [slot, sample] : host_.book().samples()) {
      for (const auto& value : host_.book().series().at(slot).label_values) result += value + " ";
    }
    return result;
  }
  size_t Known() { return host_.book().series().size(); }

  Host host_;
};

TEST_F(ChangingFamilyTest, AddsAndForgets) {
  EXPECT_EQ(Collect({"a", "b"}), "a b ");
  EXPECT_EQ(Collect({"b", "c"}), "b c ");
  EXPECT_EQ(Known(), 2U);
  EXPECT_EQ(Collect({}), "");
  EXPECT_EQ(Known(), 0U);
}

TEST_F(ChangingFamilyTest, KeepsASlotAsLongAsItsSeriesIsSet) {
  Collect({"a"});
  weir_slot before = host_.book().samples().begin()->first;
  Collect({"a", "b"});
  EXPECT_EQ(host_.book().samples().begin()->first, before);
}

TEST_F(ChangingFamilyTest, ForgetsWhatAFailedCollectionAdded) {
  EXPECT_EQ(Collect({"a"}), "a ");
  EXPECT_EQ(Collect({"a", "b"}, Script::kThrow), "! failed");
  EXPECT_EQ(Known(), 1U);
  EXPECT_EQ(Collect({"a", "b"}), "a b ");
}

TEST_F(ChangingFamilyTest, KeepsWhatAFailedCollectionDidNotSet) {
  Collect({"a", "b"});
  EXPECT_EQ(Collect({}, Script::kThrow), "! failed");
  EXPECT_EQ(Known(), 2U);
  EXPECT_EQ(Collect({"a", "b"}), "a b ");
}

TEST_F(ChangingFamilyTest, TakesPartialAsASuccess) {
  Collect({"a"});
  EXPECT_EQ(Collect({"b"}, Script::kPartial), "b ");
  EXPECT_EQ(Known(), 1U);
  EXPECT_EQ(Collect({"b"}), "b ");
}

TEST_F(ChangingFamilyTest, TakesNoDataAsNoChange) {
  Collect({"a"});
  EXPECT_EQ(Collect({"b"}, Script::kNoData), "");
  EXPECT_EQ(Known(), 1U);
  EXPECT_EQ(Collect({"a", "b"}), "a b ");
}

TEST_F(ChangingFamilyTest, AddsALateFamilyAgainAfterAFailure) {
  script.late_family = true;
  EXPECT_EQ(Collect({}, Script::kThrow), "! failed");
  EXPECT_EQ(host_.book().families().size(), 1U);
  EXPECT_EQ(Collect({}), "x ");
  EXPECT_EQ(Collect({}), "x ");
  EXPECT_EQ(host_.book().families().size(), 2U);
}

TEST_F(ChangingFamilyTest, LeavesOutWhatIsOverTheLimit) {
  host_.set_series_limit(1);
  EXPECT_EQ(Collect({"a", "b"}), "a ");
  EXPECT_EQ(Collect({"b"}), "");
  EXPECT_EQ(Collect({"b"}), "b ");
}

TEST_F(ChangingFamilyTest, TellsLabelValuesApart) {
  describe = [](weir::Registry&) {};
  struct Two final : weir::Collector {
    weir::ChangingFamily family;
    void Describe(weir::Registry& r) override { family = r.ChangingGauge("g", "", {"a", "b"}); }
    void Collect(weir::Sink& sink) override {
      family.Set(sink, {"x", "yz"}, 1);
      family.Set(sink, {"xy", "z"}, 2);
    }
  };
  Host host(PluginOf<Two>(), "{}");
  host.Describe();
  host.Collect();
  EXPECT_EQ(host.book().samples().size(), 2U);
}

struct ChangingHistograms final : weir::Collector {
  weir::ChangingFamily family;
  void Describe(weir::Registry& r) override {
    family = r.ChangingHistogram("h", "", {"a"}, {1, 2});
  }
  void Collect(weir::Sink& sink) override {
    for (const std::string& name : script.names) {
      sink.PushHistogram(family.Find({name}), {1, 2}, 3, 4);
    }
  }
};

TEST(ChangingHistogram, PushesWholeSeries) {
  Host host(PluginOf<ChangingHistograms>(), "{}");
  host.Describe();
  script.names = {"x", "y"};
  host.Collect();
  EXPECT_EQ(host.book().samples().size(), 8U);
  script.names = {"y"};
  EXPECT_EQ(host.Collect(), WEIR_OK);
  EXPECT_EQ(host.book().samples().size(), 4U);
}

// Forgetting Drop in a collection that fails: the series comes back with its slot.
struct Dropping final : weir::Collector {
  weir::Family family;
  weir::Slot slot = 0;
  bool drop = true;
  void Describe(weir::Registry& r) override {
    family = r.Histogram("h", "", {}, {1});
    slot = family.Add();
  }
  void Collect(weir::Sink& sink) override {
    if (std::exchange(drop, false)) {
      family.Drop(slot);
      throw std::runtime_error("failed");
    }
    sink.PushHistogram(slot, {1}, 1, 1);
  }
};

TEST(FamilyDrop, IsUndoneByAFailure) {
  Host host(PluginOf<Dropping>(), "{}");
  host.Describe();
  EXPECT_EQ(host.Collect(), WEIR_E_INTERNAL);
  EXPECT_EQ(host.Collect(), WEIR_OK) << host.error();
  EXPECT_EQ(host.book().samples().size(), 3U);
}

}  // namespace

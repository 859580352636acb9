#include "self/metrics.h"

#include <gtest/gtest.h>

#include <set>
#include <thread>

#include "pages.h"
#include "strict_parser.h"

namespace weir::self {
namespace {

using std::chrono::milliseconds;
using strict::Labels;

class MetricsTest : public ::testing::Test {
 protected:
  void Make(bool exporter_metrics = true) {
    metrics_ = std::make_unique<Metrics>(exporter_metrics);
    Add("disks", "linux");
    Add("other", "other.so");
    reading_[0].facts.version = "1.2";
    conflicts_.resize(2);
  }
  void Add(const std::string& name, const std::string& plugin) {
    config::Collector config;
    config.name = name;
    config.plugin = plugin;
    config.isolation = config::Isolation::kInProcess;
    collect::View view{};
    view.config = std::make_shared<config::Collector>(config);
    reading_.push_back(view);
  }
  // The page that is read now; strictly right in both formats.
  const strict::Page& Read() {
    const expose::Shown shown = expose::Shown().Add(metrics_->Read(reading_, conflicts_));
    EXPECT_NO_THROW(strict::ParseOpenMetrics(shown.Text(expose::Format::kOpenMetrics)));
    return page_ = strict::ParseText(shown.Text(expose::Format::kText));
  }
  std::optional<double> Value(const std::string& name, const Labels& labels = {}) const {
    for (const auto& family : page_) {
      for (const auto& sample : family.samples) {
        if (sample.name == name && sample.labels == labels) return sample.value;
      }
    }
    return {};
  }
  std::set<std::string> Names() const {
    std::set<std::string> names;
    for (const auto& family : page_) names.insert(family.name);
    return names;
  }

  collect::Reading reading_;
  std::vector<collect::Conflicts> conflicts_;
  std::unique_ptr<Metrics> metrics_;
  strict::Page page_;
};

TEST_F(MetricsTest, HasTheFamiliesOfTheDesign) {
  Make();
  reading_[0].age = milliseconds(1500);
  reading_[0].last_success = 1700000000;
  reading_[0].facts = {"linux", "1.2", false, 0.5, 4096, 7, {{"seccomp", true}}};
  metrics_->Observe("/metrics", 200, 0.01);
  Read();
  const std::set<std::string> expected = {"process_cpu_seconds_total",
                                          "process_max_fds",
                                          "process_open_fds",
                                          "process_resident_memory_bytes",
                                          "process_start_time_seconds",
                                          "process_virtual_memory_bytes",
                                          "process_virtual_memory_max_bytes",
                                          "weir_build_info",
                                          "weir_collector_age_seconds",
                                          "weir_collector_dropped_samples_total",
                                          "weir_collector_duration_seconds",
                                          "weir_collector_info",
                                          "weir_collector_last_success_timestamp_seconds",
                                          "weir_collector_refused_series",
                                          "weir_collector_restarts_total",
                                          "weir_collector_sandbox_in_force",
                                          "weir_collector_series",
                                          "weir_collector_stuck",
                                          "weir_collector_timeouts_total",
                                          "weir_collector_up",
                                          "weir_collector_worker_cpu_seconds_total",
                                          "weir_collector_worker_open_fds",
                                          "weir_collector_worker_resident_memory_bytes",
                                          "weir_config_last_reload_success_timestamp_seconds",
                                          "weir_config_last_reload_successful",
                                          "weir_http_request_duration_seconds",
                                          "weir_http_requests_total"};
  EXPECT_EQ(Names(), expected);
}

TEST_F(MetricsTest, EveryFamilyHasHelpAndTheTypeThatItsNameSays) {
  Make();
  for (const auto& family : Read()) {
    EXPECT_TRUE(family.help) << family.name;
    EXPECT_EQ(family.name.ends_with("_total"), family.type == "counter") << family.name;
  }
}

TEST_F(MetricsTest, WithoutExporterMetricsThereIsNothingOfProcessAndHttp) {
  Make(false);
  metrics_->Observe("/metrics", 200, 0.01);
  for (const auto& family : Read()) {
    EXPECT_FALSE(family.name.starts_with("process_") || family.name.starts_with("weir_http_"))
        << family.name;
  }
  EXPECT_EQ(Value("weir_collector_up", {{"collector", "disks"}}), 0);
}

TEST_F(MetricsTest, NamesCollectorsPluginsAndTheBuild) {
  Make();
  Read();
  EXPECT_EQ(Value("weir_collector_info", {{"collector", "disks"},
                                          {"plugin", "linux"},
                                          {"version", "1.2"},
                                          {"isolation", "in_process"}}),
            1);
  EXPECT_EQ(Value("weir_collector_info",
                  {{"collector", "other"}, {"plugin", "other.so"}, {"isolation", "in_process"}}),
            1);
  const auto build = std::find_if(page_.begin(), page_.end(),
                                  [](const auto& f) { return f.name == "weir_build_info"; });
  ASSERT_NE(build, page_.end());
  EXPECT_EQ(build->samples[0].labels.at("abi"), "1.0");
  EXPECT_FALSE(build->samples[0].labels.at("version").empty());
}

TEST_F(MetricsTest, APluginThatSaysAnotherVersionHasThatOneAlone) {
  Make();
  for (int i = 0; i < 100; ++i) {
    reading_[0].facts.version = "1." + std::to_string(i);
    Read();
  }
  const auto info = std::find_if(page_.begin(), page_.end(),
                                 [](const auto& f) { return f.name == "weir_collector_info"; });
  ASSERT_NE(info, page_.end());
  ASSERT_EQ(info->samples.size(), 2u);
  EXPECT_EQ(info->samples[0].labels.at("version"), "1.99");
  EXPECT_LE(metrics_->Read(reading_, conflicts_).samples->values.size(), 200u);
}

TEST_F(MetricsTest, SaysOfEachCollectorWhatItsViewSays) {
  Make();
  auto& view = reading_[0];
  view.up = true;
  view.duration = milliseconds(250);
  view.age = milliseconds(1500);
  view.last_success = 1700000000.5;
  view.lines = 42;
  view.timeouts = 3;
  view.restarts = {1, 2, 3, 4, 5};
  view.dropped = {1, 2, 3, 4, 5, 6};
  view.refused = {1, 2, 3, 4, 5};
  conflicts_[0] = {7, 8, 9};
  Read();
  const Labels disks = {{"collector", "disks"}};
  EXPECT_EQ(Value("weir_collector_up", disks), 1);
  EXPECT_EQ(Value("weir_collector_duration_seconds", disks), 0.25);
  EXPECT_EQ(Value("weir_collector_age_seconds", disks), 1.5);
  EXPECT_EQ(Value("weir_collector_last_success_timestamp_seconds", disks), 1700000000.5);
  EXPECT_EQ(Value("weir_collector_series", disks), 42);
  EXPECT_EQ(Value("weir_collector_timeouts_total", disks), 3);
  const auto with_reason = [](const char* reason) {
    return Labels{{"collector", "disks"}, {"reason", reason}};
  };
  const char* const deaths[] = {"signal", "exit", "deadline", "protocol", "start"};
  for (size_t i = 0; i < std::size(deaths); ++i) {
    EXPECT_EQ(Value("weir_collector_restarts_total", with_reason(deaths[i])),
              static_cast<double>(i + 1));
  }
  const char* const dropped[] = {"unknown_slot", "bad_value",     "bad_histogram",
                                 "incomplete",   "bad_timestamp", "bad_exemplar"};
  for (size_t i = 0; i < std::size(dropped); ++i) {
    EXPECT_EQ(Value("weir_collector_dropped_samples_total", with_reason(dropped[i])),
              static_cast<double>(i + 1));
  }
  const std::pair<const char*, double> refused[] = {
      {"invalid", 1}, {"bad_utf8", 2},      {"reserved_name", 3}, {"conflict", 4},
      {"limit", 5},   {"type_conflict", 7}, {"duplicate", 9}};
  for (const auto& [reason, count] : refused)
    EXPECT_EQ(Value("weir_collector_refused_series", with_reason(reason)), count);
}

TEST_F(MetricsTest, ThePluginsOwnNameAndVersionReplaceTheExpectedOnes) {
  Make();
  reading_[1].facts = {"another", "2.0", false, {}, {}, {}, {}};
  Read();
  EXPECT_EQ(Value("weir_collector_info", {{"collector", "other"},
                                          {"plugin", "another"},
                                          {"version", "2.0"},
                                          {"isolation", "in_process"}}),
            1);
}

TEST_F(MetricsTest, AWorkersProcessIsShownWhereThereIsOne) {
  Make();
  reading_[0].facts = {
      "linux", "1.2", true, 1.5, 4096, 7, {{"landlock", false}, {"seccomp", true}}};
  Read();
  const Labels disks = {{"collector", "disks"}}, other = {{"collector", "other"}};
  EXPECT_EQ(Value("weir_collector_stuck", disks), 1);
  EXPECT_EQ(Value("weir_collector_worker_cpu_seconds_total", disks), 1.5);
  EXPECT_EQ(Value("weir_collector_worker_resident_memory_bytes", disks), 4096);
  EXPECT_EQ(Value("weir_collector_worker_open_fds", disks), 7);
  const auto feature = [](const char* name) {
    return Labels{{"collector", "disks"}, {"feature", name}};
  };
  EXPECT_EQ(Value("weir_collector_sandbox_in_force", feature("seccomp")), 1);
  EXPECT_EQ(Value("weir_collector_sandbox_in_force", feature("landlock")), 0);
  EXPECT_FALSE(Value("weir_collector_stuck", other));
  EXPECT_FALSE(Value("weir_collector_worker_cpu_seconds_total", other));
}

TEST_F(MetricsTest, WhatNeverSucceededHasNoAge) {
  Make();
  Read();
  EXPECT_FALSE(Value("weir_collector_age_seconds", {{"collector", "disks"}}));
  EXPECT_FALSE(Value("weir_collector_last_success_timestamp_seconds", {{"collector", "disks"}}));
  EXPECT_EQ(Value("weir_collector_up", {{"collector", "disks"}}), 0);
}

TEST_F(MetricsTest, AnAgeThatIsGoneIsOffThePageAgain) {
  Make();
  reading_[0].age = milliseconds(1);
  Read();
  EXPECT_TRUE(Value("weir_collector_age_seconds", {{"collector", "disks"}}));
  reading_[0].age.reset();
  Read();
  EXPECT_FALSE(Value("weir_collector_age_seconds", {{"collector", "disks"}}));
}

TEST_F(MetricsTest, CountersOfRequestsMove) {
  Make();
  metrics_->Observe("/metrics", 200, 0.002);
  metrics_->Observe("/metrics", 200, 20);
  metrics_->Observe("/-/ready", 503, 0.0001);
  Read();
  EXPECT_EQ(Value("weir_http_requests_total", {{"path", "/metrics"}, {"code", "200"}}), 2);
  EXPECT_EQ(Value("weir_http_requests_total", {{"path", "/-/ready"}, {"code", "503"}}), 1);
  EXPECT_EQ(Value("weir_http_request_duration_seconds_count"), 3);
  EXPECT_EQ(Value("weir_http_request_duration_seconds_bucket", {{"le", "0.001"}}), 1);
  EXPECT_EQ(Value("weir_http_request_duration_seconds_bucket", {{"le", "10.0"}}), 2);
  EXPECT_EQ(Value("weir_http_request_duration_seconds_bucket", {{"le", "+Inf"}}), 3);
  metrics_->Observe("/metrics", 200, 0.002);
  metrics_->Observe("/metrics", 404, 0.002);
  Read();
  EXPECT_EQ(Value("weir_http_requests_total", {{"path", "/metrics"}, {"code", "200"}}), 3);
  EXPECT_EQ(Value("weir_http_requests_total", {{"path", "/metrics"}, {"code", "404"}}), 1);
}

TEST_F(MetricsTest, AWebConfigurationIsShownWhereThereIsOne) {
  Make();
  Read();
  EXPECT_FALSE(Value("weir_web_config_last_read_successful"));
  metrics_->ShowWeb([] { return WebStatus{1.75e9, false, 3, 4}; });
  Read();
  EXPECT_EQ(Value("weir_web_certificate_not_after_timestamp_seconds"), 1.75e9);
  EXPECT_EQ(Value("weir_web_config_last_read_successful"), 0);
  EXPECT_EQ(Value("weir_web_config_read_failures_total"), 3);
  EXPECT_EQ(Value("weir_web_tls_handshake_failures_total"), 4);
  metrics_->ShowWeb([] { return WebStatus{std::nullopt, true, 0, 0}; });
  Read();
  EXPECT_FALSE(Value("weir_web_certificate_not_after_timestamp_seconds")) << "without TLS";
  EXPECT_EQ(Value("weir_web_config_last_read_successful"), 1);
}

TEST_F(MetricsTest, RequestsAreCountedWhileItIsRead) {
  Make();
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([this, i] {
      for (int n = 0; n < 500; ++n) metrics_->Observe("/" + std::to_string(i), 200, 0.1);
    });
  }
  for (int i = 0; i < 20; ++i) Read();
  for (auto& thread : threads) thread.join();
  Read();
  EXPECT_EQ(Value("weir_http_request_duration_seconds_count"), 2000);
}

TEST_F(MetricsTest, AnUnchangedPageSharesItsTable) {
  Make();
  const auto first = metrics_->Read(reading_, conflicts_);
  const auto second = metrics_->Read(reading_, conflicts_);
  EXPECT_EQ(first.table, second.table);
}

TEST_F(MetricsTest, APluginIsCalledAsTheConfigurationDoesUntilItHasSaidItsName) {
  Make();
  for (const char* plugin : {"/opt/disks.so", "/opt/many.so#disks", "disks"}) {
    reading_.clear();
    Add("d", plugin);
    Read();
    EXPECT_EQ(Value("weir_collector_info",
                    {{"collector", "d"}, {"plugin", "disks"}, {"isolation", "in_process"}}),
              1)
        << plugin;
  }
}

TEST_F(MetricsTest, AFailedReloadIsShownUntilOneSucceeds) {
  Make();
  Read();
  EXPECT_EQ(Value("weir_config_last_reload_successful"), 1);
  const auto loaded_at = Value("weir_config_last_reload_success_timestamp_seconds");
  metrics_->ReloadFailed();
  Read();
  EXPECT_EQ(Value("weir_config_last_reload_successful"), 0);
  EXPECT_EQ(Value("weir_config_last_reload_success_timestamp_seconds"), loaded_at);
  metrics_->Reloaded(true);
  Read();
  EXPECT_EQ(Value("weir_config_last_reload_successful"), 1);
  EXPECT_GT(Value("weir_config_last_reload_success_timestamp_seconds"), loaded_at);
}

TEST_F(MetricsTest, AReloadTurnsMetricsOfTheExporterOnAndOff) {
  Make(false);
  Read();
  EXPECT_FALSE(Names().contains("process_start_time_seconds"));
  metrics_->Reloaded(true);
  Read();
  EXPECT_TRUE(Names().contains("process_start_time_seconds"));
  metrics_->Reloaded(false);
  Read();
  EXPECT_FALSE(Names().contains("process_start_time_seconds"));
}

// The definitions of collectors that were renamed again and again were kept for ever.
TEST_F(MetricsTest, AReloadForgetsCollectorsThatAreGone) {
  Make();
  const auto size = [&] {
    size_t lines = 0;
    for (const auto& family : metrics_->Read(reading_, conflicts_).table->families) {
      for (const auto& block : family->blocks) lines += block->lines.size();
    }
    return lines;
  };
  const size_t before = size();
  for (int i = 0; i < 3; ++i) {
    reading_.pop_back();
    Add("another" + std::to_string(i), "other.so");
    metrics_->Reloaded(true);
    EXPECT_EQ(size(), before);
  }
}

// A name longer than a plugin's label value may be was refused, and the refusal was not looked at.
TEST_F(MetricsTest, NoNameIsTooLong) {
  const std::string name(10000, 'n');
  Metrics metrics(true);
  config::Collector config;
  config.name = config.plugin = name;
  collect::View view{};
  view.config = std::make_shared<config::Collector>(config);
  view.facts.version = name;
  const auto snapshot = metrics.Read({view}, {collect::Conflicts{}});
  page_ = strict::ParseText(expose::Shown().Add(snapshot).Text(expose::Format::kText));
  EXPECT_EQ(Value("weir_collector_up", {{"collector", name}}), 0);
}

}  // namespace
}  // namespace weir::self

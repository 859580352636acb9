// What the layer says of a host that breaks the rules.
#include <gtest/gtest.h>

#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

#include "plugin_of.h"

namespace {

// A host that does nothing but keep the log's last line.
std::string logged;
weir_host RawHost() {
  weir_host host = {};
  host.size = sizeof host;
  host.log = [](const weir_host*, weir_log_level, weir_str text) {
    logged.assign(text.ptr, text.len);
  };
  host.log_enabled = [](const weir_host*, weir_log_level) { return true; };
  host.get_extension = [](const weir_host*, const char*) -> const void* { return nullptr; };
  host.add_family = [](const weir_host*, const weir_family*, weir_family_id*, weir_error*) {
    return weir_status{WEIR_OK};
  };
  host.add_series = [](const weir_host*, weir_family_id, const weir_str*, size_t, weir_slot*,
                       weir_error*) { return weir_status{WEIR_OK}; };
  host.drop_series = [](const weir_host*, weir_slot) {};
  return host;
}

weir_sink Sink() {
  weir_sink sink = {};
  sink.size = sizeof sink;
  sink.deadline_ns = 1;
  sink.cancelled = [](const weir_sink*) { return false; };
  sink.push = [](const weir_sink*, const weir_slot*, const double*, const int64_t*, size_t) {};
  sink.exemplar = [](const weir_sink*, const weir_exemplar*) {};
  return sink;
}

weir_error Cleared() {
  weir_error error = {};
  error.size = sizeof error;
  return error;
}

class HostChecks : public ::testing::Test {
 protected:
  HostChecks() { logged.clear(); }
  ~HostChecks() override {
    if (instance_ != nullptr) plugin_->destroy(instance_);
  }
  weir_status Create() {
    weir_error error = Cleared();
    return plugin_->create(&host_, weir_cstr("{}"), &instance_, &error);
  }
  weir_status Describe() {
    weir_error error = Cleared();
    return plugin_->describe(instance_, &error);
  }
  weir_status Collect() {
    weir_error error = Cleared();
    return plugin_->collect(instance_, &sink_, &error);
  }

  const weir_plugin* plugin_ = PluginOf<Silent>();
  weir_host host_ = RawHost();
  weir_sink sink_ = Sink();
  weir_instance* instance_ = nullptr;
};

TEST_F(HostChecks, AreSilentAboutAGoodOne) {
  EXPECT_EQ(Create(), WEIR_OK);
  EXPECT_EQ(Describe(), WEIR_OK);
  EXPECT_EQ(Collect(), WEIR_OK);
  EXPECT_EQ(Collect(), WEIR_OK);
  EXPECT_EQ(logged, "");
}

TEST_F(HostChecks, FindAMissingFunction) {
  host_.add_series = nullptr;
  EXPECT_EQ(Create(), WEIR_E_INTERNAL);
}

TEST_F(HostChecks, FindAShortHost) {
  host_.size = 8;
  EXPECT_EQ(Create(), WEIR_E_INTERNAL);
}

TEST_F(HostChecks, FindADescribeTooMuch) {
  Create();
  Describe();
  EXPECT_EQ(Describe(), WEIR_E_INTERNAL);
  EXPECT_EQ(logged, "the host broke a rule: describe: called twice");
}

TEST_F(HostChecks, FindACollectTooEarly) {
  Create();
  EXPECT_EQ(Collect(), WEIR_E_INTERNAL);
  EXPECT_EQ(logged, "the host broke a rule: collect: called before describe");
}

TEST_F(HostChecks, FindAMissingDeadline) {
  Create();
  Describe();
  sink_.deadline_ns = 0;
  EXPECT_EQ(Collect(), WEIR_E_INTERNAL);
  EXPECT_EQ(logged, "the host broke a rule: collect: there is no deadline");
}

TEST_F(HostChecks, FindAnErrorThatWasNotCleared) {
  Create();
  weir_error error = Cleared();
  error.message[0] = 'x';
  EXPECT_EQ(plugin_->describe(instance_, &error), WEIR_E_INTERNAL);
  EXPECT_EQ(logged, "the host broke a rule: err is missing or was not cleared");
  EXPECT_EQ(Describe(), WEIR_OK) << "the instance is usable again";
}

TEST_F(HostChecks, NeedsTheConfigurationExtensionOnlyIfItIsUsed) {
  struct Configured final : Silent {
    explicit Configured(const weir::Config& config) { config.Get("/x", 1); }
  };
  EXPECT_EQ(Create(), WEIR_OK);
  weir_error error = Cleared();
  weir_instance* none = nullptr;
  EXPECT_EQ(PluginOf<Configured>()->create(&host_, weir_cstr("{}"), &none, &error),
            WEIR_E_UNSUPPORTED);
  EXPECT_STREQ(error.message, "the host has no weir.config/1");
  EXPECT_EQ(none, nullptr);
}

// Holds a collection open until the test has called a second time.
std::mutex mutex;
std::condition_variable changed;
bool inside, may_go;

class Waiting final : public weir::Collector {
 public:
  void Describe(weir::Registry&) override {}
  void Collect(weir::Sink&) override {
    std::unique_lock<std::mutex> lock(mutex);
    inside = true;
    changed.notify_all();
    changed.wait(lock, [] { return may_go; });
  }
};

TEST_F(HostChecks, FindTwoCallsAtOnce) {
  plugin_ = PluginOf<Waiting>();
  inside = may_go = false;
  Create();
  Describe();
  std::thread first([&] { EXPECT_EQ(Collect(), WEIR_OK); });
  {
    std::unique_lock<std::mutex> lock(mutex);
    changed.wait(lock, [] { return inside; });
  }
  EXPECT_EQ(Collect(), WEIR_E_INTERNAL);
  EXPECT_EQ(logged, "the host broke a rule: two calls into one instance at once");
  {
    std::unique_lock<std::mutex> lock(mutex);
    may_go = true;
  }
  changed.notify_all();
  first.join();
  EXPECT_EQ(Collect(), WEIR_OK);
}

}  // namespace

// An instance of a scripted plugin over a book, for one test.
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "book.h"
#include "plugin/instance.h"
#include "scripted_plugin.h"

namespace weir {

class Lived : public ::testing::Test {
 protected:
  plugin::Instance& Make(std::string config = "{}") {
    instance_ = std::make_unique<plugin::Instance>(
        script_.plugin(), std::move(config), book_,
        plugin::Instance::Log{[this](weir_log_level level, std::string_view message) {
                                const std::lock_guard lock(mutex_);
                                log_.emplace_back(level, message);
                              },
                              [](weir_log_level level) { return level >= WEIR_LOG_WARNING; }});
    return *instance_;
  }

  // Runs the test's words within one call of the plugin.
  void InDescribe(const std::function<void(const weir_host*)>& say) {
    script_.describe = [&](const weir_host* host, weir_error*) {
      say(host);
      return WEIR_OK;
    };
    EXPECT_TRUE(Make().Create().ok());
    EXPECT_TRUE(instance_->Describe().ok());
    End();
  }
  void InCollect(const std::function<void(const weir_host*, const weir_sink*)>& say) {
    script_.collect = [&](const weir_host* host, const weir_sink* sink, weir_error*) {
      say(host, sink);
      return WEIR_OK;
    };
    EXPECT_TRUE(Make().Create().ok());
    EXPECT_TRUE(instance_->Collect(UINT64_MAX, cancelled_).ok());
    End();
  }
  void InCreate(const std::string& config, const std::function<void(const weir_host*)>& say) {
    script_.create = [&](const weir_host* host, weir_str, weir_error*) {
      say(host);
      return WEIR_OK;
    };
    EXPECT_TRUE(Make(config).Create().ok());
    End();
  }
  void End() { instance_->Destroy(); }

  ScriptedPlugin script_;
  Book book_;
  std::atomic<bool> cancelled_{false};
  std::mutex mutex_;
  std::vector<std::pair<weir_log_level, std::string>> log_;
  std::unique_ptr<plugin::Instance> instance_;
};

}  // namespace weir

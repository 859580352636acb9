// A plugin's instance and the recorder that it writes into: one call in, one Report out.
#pragma once

#include <atomic>
#include <memory>
#include <string>

#include "collect/source.h"
#include "config/configuration.h"
#include "plugin/instance.h"
#include "series/recorder.h"

namespace weir::collect {

// How a collector's recorder is made.
series::Recorder::Options RecorderOptions(const config::Collector& config);

class RecordedInstance {
 public:
  RecordedInstance(const config::Collector& config, const weir_plugin& plugin);

  // Create and describe.  One thread at a time, as all here.
  Report Start();
  // late: set by another thread when the deadline has passed; the plugin can see it, what is pushed
  // then is thrown away, and what is defined is kept, since the plugin believes that it is.
  // Outlives the instance.
  Report Collect(Time deadline, const std::atomic<bool>& late);
  void Stop();

 private:
  Report Describe();

  const std::string name_;
  const weir_log_level log_level_;  // the least
  const weir_plugin& plugin_;
  const std::string config_;
  const series::Recorder::Options options_;
  std::unique_ptr<series::Recorder> recorder_;
  std::unique_ptr<plugin::Instance> instance_;
};

}  // namespace weir::collect

// A plugin's instance and the recorder that it writes into: one call in, one Report out.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <string>

#include "collect/source.h"
#include "config/configuration.h"
#include "plugin/instance.h"
#include "series/recorder.h"

namespace weir::collect {

class RecordedInstance {
 public:
  RecordedInstance(const config::Collector& config, const weir_plugin& plugin);

  // Create and describe.  One thread at a time, as all but Cancel.
  Report Start();
  // late: set by another thread when the deadline has passed; what is pushed then is thrown away,
  // what is defined is kept, since the plugin believes that it is.
  Report Collect(Time deadline, const std::atomic<bool>& late);
  void Stop();
  // Any thread.
  void Cancel();

 private:
  Report Describe();

  const std::string name_;
  const weir_plugin& plugin_;
  const std::string config_;
  const series::Recorder::Options options_;
  std::unique_ptr<series::Recorder> recorder_;
  std::mutex mutex_;  // guards the pointer against Cancel
  std::unique_ptr<plugin::Instance> instance_;
};

}  // namespace weir::collect

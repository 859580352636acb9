// A plugin's instance on a thread inside the host: for plugins that are trusted.  A call that hangs
// keeps its thread and nothing else; the instance is not entered again until it returns.
#pragma once

#include <memory>

#include "collect/source.h"
#include "config/configuration.h"
#include "plugin/instance.h"

namespace weir::collect {

class InProcess : public Source {
 public:
  // plugin: valid for ever.  loop: outlives the source and its thread's last answer.
  InProcess(const config::Collector& config, const weir_plugin& plugin, Loop& loop);
  // Leaves the thread to itself: what the plugin is at it may end, or hang for ever, and then the
  // instance is ended.
  ~InProcess() override;

  void Start(Time deadline, Done done) override;
  void Collect(Time deadline, Done done) override;
  void Abandon() override;
  void Stop(Task done) override;
  Facts Look() const override { return facts_; }

 private:
  class Thread;
  Loop& loop_;
  Facts facts_;
  std::shared_ptr<Thread> thread_;
};

}  // namespace weir::collect

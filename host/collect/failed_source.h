// Stands in for a plugin that could not be loaded: never starts, and says why.
#pragma once

#include <string>
#include <utility>

#include "collect/source.h"

namespace weir::collect {

class FailedSource : public Source {
 public:
  FailedSource(Loop& loop, std::string reason) : loop_(loop), reason_(std::move(reason)) {}

  void Start(Time, Done done) override {
    loop_.Post([done = std::move(done), reason = reason_] {
      Report report;
      report.outcome = {WEIR_E_INVALID, reason, 0, {}};
      done(std::move(report));
    });
  }
  void Collect(Time, Done) override {}
  void Abandon() override {}
  void Stop(Task done) override { loop_.Post(std::move(done)); }

 private:
  Loop& loop_;
  const std::string reason_;
};

}  // namespace weir::collect

// All collectors, in the order of the configuration.
#pragma once

#include <functional>
#include <memory>
#include <string_view>
#include <vector>

#include "collect/collector.h"
#include "loop/loop.h"

namespace weir::collect {

// All collectors as they are at one moment, in order.
using Reading = std::vector<View>;

class Fleet {
 public:
  // Makes the source of one collector.
  using MakeSource = std::function<std::unique_ptr<Source>(const config::Collector&)>;

  // configuration, loop: outlive the fleet.
  Fleet(const config::Configuration& configuration, Loop& loop, const MakeSource& make_source);

  // All below from any thread; answers come on the loop, and must not block it.

  void Begin();
  // Starts all on-scrape collectors that are wanted at once and answers when each has ended or is
  // not to be waited for, at the latest after `patience`.  wanted: by name; is called on the loop.
  using Wanted = std::function<bool(std::string_view name)>;
  void Gather(Wanted wanted, Duration patience, std::function<void(Reading)> answer);
  // As they are, starting nothing.
  void Look(std::function<void(Reading)> answer);
  // Calls done when each collector has finished, failed or timed out once.
  void WhenReady(Task done);
  // Ends all instances; done is called when all are gone, which may be never.
  void Stop(Task done);

  bool Has(std::string_view name) const;

 private:
  struct Waiting;
  Reading LookNow() const;
  void CheckReady();

  Loop& loop_;
  std::vector<std::unique_ptr<Collector>> collectors_;
  std::vector<Task> when_ready_;  // on the loop
};

}  // namespace weir::collect

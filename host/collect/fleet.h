// All collectors, in the order of the configuration; and how another configuration's take their
// place.
#pragma once

#include <functional>
#include <memory>
#include <set>
#include <string>
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

  // loop: outlives the fleet.
  Fleet(const std::shared_ptr<const config::Configuration>& configuration, Loop& loop,
        const MakeSource& make_source);

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

  // All below on the loop.

  // Starts the collectors of another configuration beside those that serve, and answers when each
  // has finished, failed or timed out once: with why they must not take over, if they must not.
  // That is so if one has complaints, or does not deliver while the one that it replaces shows
  // values.  kept: the names of those that run on as they are.  Throws what make_source does: then
  // it is to be dismissed.
  // REQUIRES: what was prepared before has taken over or was dismissed; those kept are there.
  using Verdict = std::function<void(std::vector<std::string> faults)>;
  void Prepare(std::shared_ptr<const config::Configuration> next, const std::set<std::string>& kept,
               const MakeSource& make_source, Verdict verdict);
  // What was prepared takes over, all at once; what is not in it is ended.
  void TakeOver();
  // Ends what was prepared; a verdict that was not given yet is the reason.
  void Dismiss(const std::string& reason);

  bool Has(std::string_view name) const;

 private:
  using Collectors = std::vector<std::shared_ptr<Collector>>;
  struct Waiting;
  // A set that is to take over.
  struct Succession {
    std::shared_ptr<const config::Configuration> configuration;
    Collectors collectors;  // in its order, those that are kept among them
    Collectors newcomers;
    Verdict verdict;  // empty once given
  };

  Reading LookNow() const;
  void CheckReady();
  std::shared_ptr<Collector> Find(std::string_view name) const;
  void Fill(Succession& next, const std::set<std::string>& kept, const MakeSource& make_source);
  void Judge(const std::shared_ptr<Succession>& next);
  std::vector<std::string> FaultsOf(const Collector& newcomer) const;
  void Leave(const std::shared_ptr<Collector>& collector);
  void Gone(const Collector* collector);

  Loop& loop_;
  Collectors collectors_;
  // Below: on the loop.
  std::shared_ptr<Succession> next_;
  Collectors leaving_;  // until their instances are gone
  std::vector<Task> when_ready_;
  Task stopped_;  // when all have left
};

}  // namespace weir::collect

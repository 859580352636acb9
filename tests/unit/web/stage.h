// A fleet of collectors that do what a test says, on a loop whose clock a test moves.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "collect/fleet.h"
#include "collect/own_metrics.h"
#include "expose/exposition.h"
#include "series/recorder.h"
#include "web/site.h"

namespace weir::web {

class ManualLoop : public Loop {
 public:
  Time Now() const override { return now_; }
  void Post(Task task) override { posted_.push_back(std::move(task)); }
  TimerId At(Time when, Task task) override;
  void Cancel(TimerId timer) override;

  void Run();  // all that is posted and due
  void Advance(Duration by);

 private:
  Time now_{std::chrono::hours(1000)};
  std::deque<Task> posted_;
  std::map<std::pair<Time, TimerId>, Task> timers_;
  TimerId last_ = 0;
};

// A collector's instance: collections end when the test ends them.
class Puppet : public collect::Source {
 public:
  void Start(Time, Done done) override;
  void Collect(Time, Done done) override { collecting_ = std::move(done); }
  void Abandon() override {}
  void Stop(Task done) override { done(); }

  bool collecting() const { return collecting_ != nullptr; }
  // Ends the collection with a gauge of that name and value.
  void Succeed(const std::string& metric, double value, weir_status status = WEIR_OK,
               const std::string& message = "");
  void Fail(const std::string& message);

  bool starts = true;  // else Start is not answered

 private:
  void End(collect::Report report);

  series::Recorder recorder_{series::Recorder::Options{}};
  std::optional<series::Slot> slot_;
  Done collecting_;
};

// Says one thing of itself: weir_test 1.
class OneOwnMetric : public collect::OwnMetrics {
 public:
  OneOwnMetric();
  series::Snapshot Read(const collect::Reading&, const std::vector<collect::Conflicts>&) override {
    return snapshot_;
  }

 private:
  series::Snapshot snapshot_;
};

// A site with all that stands behind it.
class Stage {
 public:
  explicit Stage(const std::vector<std::string>& collectors, Site::Options options = {},
                 config::Web web = {}, Duration timeout_of_first = config::Collector().timeout);

  Puppet& puppet(const std::string& name) { return *puppets_.at(name); }
  // Starts all, and ends each one's first collection with a gauge NAME_metric of value 1.
  void Begin();
  // What was answered so far, if it was.
  using Answered = std::shared_ptr<std::optional<Response>>;
  Answered Ask(Request request);
  Answered Ask(const std::string& path);
  // The answer to a request that needs no collection to end.
  Response Answer(const std::string& path, const std::string& method = "GET");
  void CloseSite() { site_.reset(); }
  // Has the site serve what stands in `configuration` now.
  void Adopt();

  config::Configuration configuration;
  ManualLoop loop;

 private:
  std::map<std::string, Puppet*> puppets_;
  OneOwnMetric own_;
  expose::Exposition exposition_{own_};
  std::unique_ptr<collect::Fleet> fleet_;
  std::unique_ptr<Site> site_;
};

// All bytes of an answer's content.
std::string Text(Response& response);
// The value of a header; empty if there is none.
std::string HeaderOf(const Response& response, std::string_view name);

}  // namespace weir::web

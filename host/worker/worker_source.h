// A collector whose plugin runs in a worker: collect's side of a supervisor.
#pragma once

#include <memory>

#include "collect/source.h"
#include "config/configuration.h"
#include "plugin/plugin.h"
#include "worker/supervisor.h"
#include "worker/workshop.h"

namespace weir::worker {

class WorkerSource : public collect::Source {
 public:
  // policy: as sandbox::Encode writes it.  home: the loop on which it is called and answers.
  // workshop, home: outlive the source; also when it is destroyed without a Stop.
  WorkerSource(const config::Collector& config, const plugin::Found& found, std::string policy,
               Workshop& workshop, Loop& home);
  // Ends the worker, if there is one.
  ~WorkerSource() override;

  void Start(Time deadline, Done done) override;
  void Collect(Time deadline, Done done) override;
  void Abandon() override;
  void Stop(Task done) override;
  void WhenDead(const Done& died) override;
  collect::Facts Look() const override;

 private:
  struct Home;
  Done Answering(Done done);
  template <class Call>
  void Post(Call&& call);

  Workshop& workshop_;
  Loop& loop_;
  const std::shared_ptr<Home> home_;
  const std::shared_ptr<Supervisor> supervisor_;
};

}  // namespace weir::worker

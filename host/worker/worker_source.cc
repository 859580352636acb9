#include "worker/worker_source.h"

#include <unistd.h>

#include <utility>

#include "collect/plugin_log.h"
#include "collect/recorded_instance.h"

namespace weir::worker {

// What is known at home; touched on that loop alone, and only while the source is there.
struct WorkerSource::Home {
  bool busy = false;  // a call is under way, and its answer brings the news of a death
  Done died;
  collect::Facts facts;
};

namespace {

Assignment AssignmentOf(const config::Collector& config, const plugin::Found& found,
                        std::string policy) {
  Assignment assignment;
  assignment.file = found.file;
  assignment.recorder = collect::RecorderOptions(config);
  assignment.most_output = config.process_limits.output_bytes;
  wire::Start& start = assignment.start;
  start.host = getpid();
  start.collector = config.name;
  start.path = found.file->path;
  start.by_path = !found.file->bytes;
  start.asked = found.asked;
  start.config = config.config;
  start.policy = std::move(policy);
  start.limits = assignment.recorder.limits;
  start.honor_timestamps = config.honor_timestamps;
  start.created_timestamps = config.created_timestamps;
  start.log_level = collect::PluginLog::LeastOf(config);
  return assignment;
}

}  // namespace

WorkerSource::WorkerSource(const config::Collector& config, const plugin::Found& found,
                           std::string policy, Workshop& workshop, Loop& home)
    : workshop_(workshop),
      loop_(home),
      home_(std::make_shared<Home>()),
      supervisor_(std::make_shared<Supervisor>(
          AssignmentOf(config, found, std::move(policy)), workshop,
          Listeners{[&home, at_home = home_](collect::Report report) {
                      auto news = std::make_shared<collect::Report>(std::move(report));
                      home.Post([at_home, news] {
                        if (at_home->died && !at_home->busy) at_home->died(std::move(*news));
                      });
                    },
                    [&home, at_home = home_](const collect::Facts& facts) {
                      home.Post([at_home, facts] { at_home->facts = facts; });
                    }})) {}

WorkerSource::~WorkerSource() {
  home_->died = nullptr;
  workshop_.loop().Post([supervisor = supervisor_] { supervisor->Leave(); });
}

template <class Call>
void WorkerSource::Post(Call&& call) {
  workshop_.loop().Post(
      [supervisor = supervisor_, call = std::forward<Call>(call)]() mutable { call(*supervisor); });
}

// Brings the answer home.
WorkerSource::Done WorkerSource::Answering(Done done) {
  home_->busy = true;
  return [&loop = loop_, home = home_, done = std::move(done)](collect::Report report) {
    auto answer = std::make_shared<collect::Report>(std::move(report));
    loop.Post([home, done, answer] {
      home->busy = false;
      done(std::move(*answer));
    });
  };
}

void WorkerSource::Start(Time, Done done) {
  const Done answer = Answering(std::move(done));
  Post([answer](Supervisor& supervisor) { supervisor.Start(answer); });
}

void WorkerSource::Collect(Time deadline, Done done) {
  const Done answer = Answering(std::move(done));
  Post([deadline, answer](Supervisor& supervisor) { supervisor.Collect(deadline, answer); });
}

void WorkerSource::Abandon() {
  Post([](Supervisor& supervisor) { supervisor.Abandon(); });
}

void WorkerSource::Stop(Task done) {
  home_->died = nullptr;
  Post([&loop = loop_, done = std::move(done)](Supervisor& supervisor) {
    supervisor.Stop([&loop, done] { loop.Post(done); });
  });
}

void WorkerSource::WhenDead(const Done& died) { home_->died = died; }

collect::Facts WorkerSource::Look() const {
  collect::Facts facts = home_->facts;
  facts.isolation = "process";
  return facts;
}

}  // namespace weir::worker

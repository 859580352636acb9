#include "collect/fleet.h"

#include <algorithm>
#include <utility>

namespace weir::collect {

// One request on its way: how many collectors it still waits for.
struct Fleet::Waiting {
  size_t missing = 1;  // one for the loop over the collectors itself
  TimerId timer = 0;
  Task answer;  // empty once given

  void Answer() {
    if (answer) std::exchange(answer, nullptr)();
  }
};

Fleet::Fleet(const config::Configuration& configuration, Loop& loop, const MakeSource& make_source)
    : loop_(loop) {
  const auto& configs = configuration.collectors;
  const auto in_background = [](const config::Collector& config) {
    return config.interval.has_value();
  };
  const auto background = std::ranges::count_if(configs, in_background);
  Duration::rep index = 0;
  for (const config::Collector& config : configs) {
    // Phases are spread: the k-th of n such collectors begins k/n of its interval after the start.
    const Duration first_tick =
        config.interval ? *config.interval * ++index / background : Duration(0);
    collectors_.push_back(
        std::make_unique<Collector>(config, loop_, make_source(config), first_tick));
  }
}

bool Fleet::Has(std::string_view name) const {
  return std::ranges::any_of(
      collectors_, [&](const auto& collector) { return collector->config().name == name; });
}

void Fleet::Begin() {
  loop_.Post([this] {
    for (const auto& collector : collectors_) collector->Begin();
    for (const auto& collector : collectors_) {
      collector->WhenSettled([this] { CheckReady(); });
    }
    CheckReady();
  });
}

void Fleet::CheckReady() {
  const bool ready =
      std::ranges::all_of(collectors_, [](const auto& collector) { return collector->settled(); });
  if (!ready) return;
  std::vector<Task> tasks;
  tasks.swap(when_ready_);
  for (const Task& task : tasks) task();
}

void Fleet::WhenReady(Task done) {
  loop_.Post([this, done = std::move(done)]() mutable {
    when_ready_.push_back(std::move(done));
    CheckReady();
  });
}

Reading Fleet::LookNow() const {
  Reading reading;
  reading.reserve(collectors_.size());
  for (const auto& collector : collectors_) reading.push_back(collector->Look());
  return reading;
}

void Fleet::Look(std::function<void(Reading)> answer) {
  loop_.Post([this, answer = std::move(answer)] { answer(LookNow()); });
}

void Fleet::Gather(Wanted wanted, Duration patience, std::function<void(Reading)> answer) {
  loop_.Post([this, wanted = std::move(wanted), patience, answer = std::move(answer)] {
    auto waiting = std::make_shared<Waiting>();
    waiting->answer = [this, answer] { answer(LookNow()); };
    const auto one_done = [this, waiting] {
      if (--waiting->missing > 0) return;
      loop_.Cancel(waiting->timer);
      waiting->Answer();
    };
    waiting->timer = loop_.At(loop_.Now() + patience, [waiting] { waiting->Answer(); });
    for (const auto& collector : collectors_) {
      if (!wanted(collector->config().name)) continue;
      ++waiting->missing;
      collector->Refresh(one_done);
    }
    one_done();
  });
}

void Fleet::Stop(Task done) {
  loop_.Post([this, done = std::move(done)] {
    auto missing = std::make_shared<size_t>(collectors_.size() + 1);
    const auto one_done = [missing, done] {
      if (--*missing == 0) done();
    };
    for (const auto& collector : collectors_) collector->Stop(one_done);
    one_done();
  });
}

}  // namespace weir::collect

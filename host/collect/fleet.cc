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

namespace {

// Gives out the phases of the collectors that run in the background.
class Phases {
 public:
  explicit Phases(const std::vector<config::Collector>& configs)
      : background_(std::ranges::count_if(
            configs, [](const auto& config) { return config.interval.has_value(); })) {}

  // They are spread: the k-th of n begins k/n of its interval after the start.
  Duration Next(const config::Collector& config) {
    return config.interval ? *config.interval * ++index_ / background_ : Duration(0);
  }

 private:
  const Duration::rep background_;
  Duration::rep index_ = 0;
};

// That collector, which keeps the whole configuration.
std::shared_ptr<const config::Collector> Share(
    const std::shared_ptr<const config::Configuration>& configuration, size_t index) {
  return {configuration, &configuration->collectors[index]};
}

bool Delivers(const View& view) { return view.up || view.state == View::State::kPartial; }

}  // namespace

Fleet::Fleet(const std::shared_ptr<const config::Configuration>& configuration, Loop& loop,
             const MakeSource& make_source)
    : loop_(loop) {
  Succession all{configuration, {}, {}, {}};
  Fill(all, {}, make_source);
  collectors_ = std::move(all.collectors);
}

void Fleet::Fill(Succession& next, const std::set<std::string>& kept,
                 const MakeSource& make_source) {
  const auto& configs = next.configuration->collectors;
  Phases phases(configs);
  for (size_t i = 0; i < configs.size(); ++i) {
    const Duration first_tick = phases.Next(configs[i]);
    if (kept.contains(configs[i].name)) {
      next.collectors.push_back(Find(configs[i].name));
      continue;
    }
    next.collectors.push_back(std::make_shared<Collector>(Share(next.configuration, i), loop_,
                                                          make_source(configs[i]), first_tick));
    next.newcomers.push_back(next.collectors.back());
  }
}

std::shared_ptr<Collector> Fleet::Find(std::string_view name) const {
  const auto found = std::ranges::find_if(
      collectors_, [&](const auto& collector) { return collector->config().name == name; });
  return found == collectors_.end() ? nullptr : *found;
}

bool Fleet::Has(std::string_view name) const { return Find(name) != nullptr; }

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

void Fleet::Prepare(std::shared_ptr<const config::Configuration> next,
                    const std::set<std::string>& kept, const MakeSource& make_source,
                    Verdict verdict) {
  next_ = std::make_shared<Succession>(Succession{std::move(next), {}, {}, std::move(verdict)});
  Fill(*next_, kept, make_source);
  const auto missing = std::make_shared<size_t>(next_->newcomers.size() + 1);
  const auto one_done = [this, succession = next_, missing] {
    if (--*missing == 0) Judge(succession);
  };
  for (const auto& newcomer : next_->newcomers) newcomer->Begin();
  for (const auto& newcomer : next_->newcomers) newcomer->WhenSettled(one_done);
  one_done();
}

void Fleet::Judge(const std::shared_ptr<Succession>& next) {
  const Verdict verdict = std::exchange(next->verdict, nullptr);
  if (!verdict) return;
  std::vector<std::string> faults;
  for (const auto& newcomer : next->newcomers) {
    for (std::string& fault : FaultsOf(*newcomer)) faults.push_back(std::move(fault));
  }
  verdict(std::move(faults));
}

std::vector<std::string> Fleet::FaultsOf(const Collector& newcomer) const {
  if (!newcomer.complaints().empty()) return newcomer.complaints();
  const View view = newcomer.Look();
  const auto before = Find(newcomer.config().name);
  if (Delivers(view) || !before || !before->Shows()) return {};
  return {view.error};
}

void Fleet::TakeOver() {
  const auto next = std::exchange(next_, nullptr);
  const Collectors before = std::exchange(collectors_, std::move(next->collectors));
  for (size_t i = 0; i < collectors_.size(); ++i) {
    collectors_[i]->Adopt(Share(next->configuration, i));
  }
  for (const auto& collector : before) {
    if (std::ranges::count(collectors_, collector) == 0) Leave(collector);
  }
  CheckReady();
}

void Fleet::Dismiss(const std::string& reason) {
  const auto next = std::exchange(next_, nullptr);
  if (!next) return;
  const Verdict verdict = std::exchange(next->verdict, nullptr);
  for (const auto& newcomer : next->newcomers) Leave(newcomer);
  if (verdict) verdict({reason});
}

void Fleet::Leave(const std::shared_ptr<Collector>& collector) {
  leaving_.push_back(collector);
  // Not while the source that says so is still at it.
  collector->Stop(
      [this, leaver = collector.get()] { loop_.Post([this, leaver] { Gone(leaver); }); });
}

void Fleet::Gone(const Collector* collector) {
  std::erase_if(leaving_, [&](const auto& each) { return each.get() == collector; });
  if (leaving_.empty() && stopped_) std::exchange(stopped_, nullptr)();
}

void Fleet::Stop(Task done) {
  loop_.Post([this, done = std::move(done)]() mutable {
    Dismiss("it is being stopped");
    stopped_ = std::move(done);
    for (const auto& collector : collectors_) Leave(collector);
    if (leaving_.empty()) std::exchange(stopped_, nullptr)();
  });
}

}  // namespace weir::collect

#include "collect/collector.h"

#include <algorithm>
#include <chrono>
#include <random>
#include <utility>

#include "collect/plugin_log.h"
#include "log/log.h"

namespace weir::collect {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr Duration kFirstBackoff = milliseconds(200);
constexpr Duration kLongestBackoff = seconds(60);

// Grows with the time that the trouble has lasted, so that after three seconds of it the collector
// is back within one.
Duration BackoffAfter(Duration trouble) {
  return std::min(kFirstBackoff + trouble / 4, kLongestBackoff);
}

// As many good collections say that a start was a good one.
constexpr int kSuccessesToTrust = 2;

double UnixNow() {
  return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

// Half of it jitter, so that collectors that fell together do not rise together.
Duration Jittered(Duration backoff) {
  thread_local std::minstd_rand random{std::random_device{}()};
  std::uniform_int_distribution<Duration::rep> half(backoff.count() / 2, backoff.count());
  return Duration(half(random));
}

bool RetryHelps(weir_status status) {
  return status != WEIR_E_INVALID && status != WEIR_E_UNSUPPORTED;
}

std::string Seconds(Duration duration) {
  const auto ms = std::chrono::duration_cast<milliseconds>(duration).count();
  return ms % 1000 == 0 ? std::to_string(ms / 1000) + "s" : std::to_string(ms) + "ms";
}

}  // namespace

std::string Explain(const config::Collector& config, const plugin::Outcome& outcome) {
  config::Place place = config.place;
  const auto at = config.config_places.find(outcome.config_pointer);
  if (!outcome.config_pointer.empty() && at != config.config_places.end()) place = at->second;
  std::string text = place.file.empty() ? "" : config::ToString(place) + ": ";
  text += "collector \"" + config.name + "\": " + outcome.message;
  if (outcome.os_error != 0)
    text += std::string(": ") + std::generic_category().message(outcome.os_error);
  return text;
}

std::string ExplainUnread(const config::Collector& config, const std::string& pointer) {
  return Explain(config,
                 {WEIR_E_INVALID, "the plugin does not know the key " + pointer, 0, pointer});
}

namespace {

void Warn(const config::Collector& config, std::string_view message, std::string_view key,
          std::string_view value) {
  log::Write(log::Level::kWarning, message, {{"collector", config.name}, {key, value}},
             LogLevelOf(config));
}

template <size_t kSize>
void Add(std::array<uint64_t, kSize>& total, const std::array<uint64_t, kSize>& more) {
  for (size_t i = 0; i < kSize; ++i) total[i] += more[i];
}

}  // namespace

std::string_view Name(View::State state) {
  static constexpr std::string_view kNames[] = {"starting", "up",        "partial",
                                                "failed",   "timed out", "unsupported"};
  return kNames[static_cast<size_t>(state)];
}

Collector::Collector(std::shared_ptr<const config::Collector> config, Loop& loop,
                     std::unique_ptr<Source> source, Duration first_tick)
    : config_(std::move(config)),
      loop_(loop),
      source_(std::move(source)),
      first_tick_(first_tick) {}

Collector::~Collector() = default;

void Collector::Begin() {
  source_->WhenDead([this](const Report& report) { Died(report); });
  if (config_->interval) {
    next_tick_ = loop_.Now() + first_tick_;
    next_timer_ = loop_.At(next_tick_, [this] { Tick(); });
  }
  Start();
}

// A tick that was missed is not made up for.
void Collector::Tick() {
  while (next_tick_ <= loop_.Now()) next_tick_ += *config_->interval;
  next_timer_ = loop_.At(next_tick_, [this] { Tick(); });
  Trigger();
}

void Collector::Start() {
  phase_ = Phase::kStarting;
  const Time deadline = loop_.Now() + config_->start_timeout;
  deadline_timer_ = loop_.At(deadline, [this] { Overrun("its start", config_->start_timeout); });
  source_->Start(deadline, [this](const Report& report) { Started(report); });
}

void Collector::Started(const Report& report) {
  if (phase_ == Phase::kStopped) return;
  loop_.Cancel(deadline_timer_);
  const bool ended_for_it = std::exchange(overdue_, false) && report.death == Death::kDeadline;
  refused_by_describe_ = report.refused;
  NoteRefusal(report.last_refusal);
  if (!settled_) Complain(report);
  for (const auto& key : report.unread_keys)
    Warn(*config_, "unknown key", "error", ExplainUnread(*config_, key));
  started_ = report.alive;
  successes_ = 0;
  if (report.alive) {
    phase_ = Phase::kIdle;
    Trigger();
    return;
  }
  if (!ended_for_it) {
    Fail(report.outcome.status == WEIR_E_UNSUPPORTED ? View::State::kUnsupported
                                                     : View::State::kFailed,
         report.outcome);
  }
  if (RetryHelps(report.outcome.status)) {
    RetryLater(report.death);
  } else {
    phase_ = Phase::kGivenUp;
  }
  Settle();
}

void Collector::Complain(const Report& report) {
  if (!report.alive) complaints_.push_back(Explain(*config_, report.outcome));
  if (!report.last_refusal.empty()) {
    complaints_.push_back(Explain(*config_, {WEIR_E_INVALID, report.last_refusal, 0, {}}));
  }
  for (const auto& key : report.unread_keys) {
    complaints_.push_back(ExplainUnread(*config_, key));
  }
}

void Collector::RetryLater(Death death) {
  phase_ = Phase::kDown;
  if (successes_ >= kSuccessesToTrust || !in_trouble_since_) in_trouble_since_ = loop_.Now();
  const Duration backoff = BackoffAfter(loop_.Now() - *in_trouble_since_);
  retry_timer_ = loop_.At(loop_.Now() + Jittered(backoff), [this, death] {
    if (phase_ != Phase::kDown) return;
    ++restarts_[static_cast<size_t>(death)];
    Start();
  });
}

void Collector::Trigger() {
  if (phase_ != Phase::kIdle) return;
  phase_ = Phase::kCollecting;
  collected_at_ = loop_.Now();
  const Time deadline = collected_at_ + config_->timeout;
  deadline_timer_ = loop_.At(deadline, [this] { Overrun("its collection", config_->timeout); });
  source_->Collect(deadline, [this](const Report& report) { Collected(report); });
}

void Collector::Overrun(const std::string& what, Duration limit) {
  overdue_ = true;
  worth_waiting_ = false;
  ++timeouts_;
  source_->Abandon();
  const bool starting = phase_ == Phase::kStarting;
  Fail(View::State::kTimedOut,
       {WEIR_E_TIMEOUT, what + " took longer than " + Seconds(limit), 0, {}});
  if (starting && !settled_) complaints_.push_back(error_);
  Settle();
}

void Collector::Collected(const Report& report) {
  if (phase_ == Phase::kStopped) return;
  const bool late = std::exchange(overdue_, false);
  loop_.Cancel(deadline_timer_);
  phase_ = Phase::kIdle;
  Count(report);
  if (!late && report.outcome.ok()) {
    Succeed(report);
  } else if (!late) {
    Fail(View::State::kFailed, report.outcome);
  }
  started_ = report.alive;
  if (!report.alive) {
    RetryLater(report.death);
  } else if (report.outcome.status == WEIR_E_UNSUPPORTED) {
    state_ = View::State::kUnsupported;
    phase_ = Phase::kGivenUp;
  }
  if (!late) Settle();
}

// What has given up anyway is not started again.
void Collector::Died(const Report& report) {
  started_ = false;
  if (phase_ != Phase::kIdle) return;
  Fail(View::State::kFailed, report.outcome);
  RetryLater(report.death);
}

void Collector::Count(const Report& report) {
  duration_ = report.took;
  Add(dropped_, report.dropped);
  refused_ = report.refused;
  NoteRefusal(report.last_refusal);
}

// One that goes on is said once.
void Collector::NoteRefusal(const std::string& refusal) {
  if (refusal.empty() || refusal == last_refusal_) return;
  last_refusal_ = refusal;
  Warn(*config_, "series refused", "reason", refusal);
}

void Collector::Succeed(const Report& report) {
  worth_waiting_ = true;
  ++successes_;
  Show(report);
  if (report.outcome.status == WEIR_PARTIAL) {
    state_ = View::State::kPartial;
    LogChange(Explain(*config_, report.outcome));
    return;
  }
  state_ = View::State::kUp;
  last_success_ = UnixNow();
  LogChange("");
}

void Collector::Show(const Report& report) {
  snapshot_ = report.snapshot.value_or(series::Snapshot{});
  current_ = true;
  shown_since_ = loop_.Now();
}

void Collector::Fail(View::State state, const plugin::Outcome& outcome) {
  state_ = state;
  current_ = false;
  LogChange(Explain(*config_, outcome));
}

// A failure that goes on is said once, and so is its end.
void Collector::LogChange(const std::string& error) {
  if (error == error_) return;
  if (error.empty()) {
    log::Write(log::Level::kInfo, "collector recovered", {{"collector", config_->name}},
               LogLevelOf(*config_));
  } else {
    Warn(*config_, "collector failed", "error", error);
  }
  error_ = error;
}

void Collector::Settle() {
  settled_ = true;
  std::vector<Task> waiters;
  waiters.swap(waiters_);
  for (const Task& waiter : waiters) waiter();
}

void Collector::WhenSettled(Task done) {
  if (settled_) return done();
  waiters_.push_back(std::move(done));
}

void Collector::Refresh(Task done) {
  if (config_->interval && settled_) return done();
  const bool young = current_ && !Busy() && loop_.Now() - collected_at_ < config_->min_interval;
  if (!young) Trigger();
  if (Busy() && !overdue_ && worth_waiting_) {
    waiters_.push_back(std::move(done));
  } else {
    done();
  }
}

void Collector::Stop(Task done) {
  phase_ = Phase::kStopped;
  loop_.Cancel(deadline_timer_);
  loop_.Cancel(next_timer_);
  loop_.Cancel(retry_timer_);
  source_->Stop(std::move(done));
  Settle();
}

Duration Collector::Staleness() const {
  if (config_->max_staleness) return *config_->max_staleness;
  return config_->interval ? std::max<Duration>(seconds(60), *config_->interval * 3) : seconds(60);
}

bool Collector::Shows() const {
  // A scrape asked for newer values and did not get them.
  const bool late = Busy() && !config_->interval;
  return (current_ && !late) || (shown_since_ && loop_.Now() - *shown_since_ < Staleness());
}

View Collector::Look() const {
  View view;
  view.config = config_;
  view.state = state_;
  view.up = state_ == View::State::kUp;
  view.started = started_;
  view.error = error_;
  if (shown_since_) view.age = loop_.Now() - *shown_since_;
  if (Shows()) view.snapshot = snapshot_;
  view.lines = view.snapshot.samples ? view.snapshot.samples->lines : 0;
  view.last_success = last_success_;
  view.duration = duration_;
  view.timeouts = timeouts_;
  view.restarts = restarts_;
  view.facts = source_->Look();
  view.dropped = dropped_;
  view.refused = refused_by_describe_;
  Add(view.refused, refused_);
  return view;
}

}  // namespace weir::collect

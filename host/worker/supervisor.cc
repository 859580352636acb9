#include "worker/supervisor.h"

#include <sys/epoll.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <utility>

#include "log/log.h"
#include "worker/obituary.h"

namespace weir::worker {
namespace {

using collect::Death;
using std::chrono::milliseconds;
using std::chrono::seconds;

// After SIGKILL; who lives on is held by the kernel.
constexpr Duration kStuckAfter = seconds(1);
// Between the end of a socket and that of its process.
constexpr Duration kGraceForEnd = milliseconds(100);
// For destroy.
constexpr Duration kGraceForStop = seconds(2);
constexpr int kMostUnwantedLines = 1000;

uint64_t Nanoseconds(Time time) { return static_cast<uint64_t>(time.time_since_epoch().count()); }

std::string LeafOf(const std::string& path) { return path.substr(path.rfind('/') + 1); }

std::string ReadCrashPipe(const plugin::FileDescriptor& pipe) {
  std::array<char, 4 * sizeof(wire::Crash)> bytes;
  const ssize_t count = read(pipe.get(), bytes.data(), bytes.size());
  return {bytes.data(), static_cast<size_t>(std::max<ssize_t>(count, 0))};
}

plugin::Outcome Failed(std::string message) { return {WEIR_E_INTERNAL, std::move(message), 0, {}}; }

collect::Report ReportOfDeath(Death death, plugin::Outcome outcome) {
  collect::Report report;
  report.outcome = std::move(outcome);
  report.death = death;
  return report;
}

}  // namespace

struct Supervisor::Life {
  Life(Process born, plugin::FileDescriptor crash_pipe, const series::Recorder::Options& options,
       Replay::Heard heard)
      : pid(born.pid()),
        process(std::move(born)),
        crash(std::move(crash_pipe)),
        replay(options, std::move(heard)),
        usage(pid) {}

  const pid_t pid;
  Process process;
  plugin::FileDescriptor crash;
  Replay replay;
  Usage usage;
  std::unique_ptr<Conversation> conversation;
  std::unique_ptr<Output> output;
  std::optional<Doom> doom;                // if it is being ended
  std::optional<collect::Report> refusal;  // the report of a start that made no instance
  TimerId timer = 0;                       // what happens if it does not end
};

Supervisor::Supervisor(Assignment assignment, Workshop& workshop, Listeners listeners)
    : assignment_(std::move(assignment)),
      workshop_(workshop),
      log_(assignment_.start.collector, assignment_.start.log_level),
      died_(std::move(listeners.died)),
      facts_(std::move(listeners.facts)) {}

Supervisor::~Supervisor() = default;

void Supervisor::Start(Done done) {
  done_ = std::move(done);
  if (const auto spawned = Spawn(); !spawned) {
    last_ =
        Doom{Death::kStart,
             {WEIR_E_UNAVAILABLE, "cannot start its worker: " + spawned.error().message, 0, {}}};
    return Answer(ReportOfDeath(last_->death, last_->outcome));
  }
  const bool told = life_->conversation->Order(
      [this](wire::Encoder& out) { return wire::AddStart(out, assignment_.start); });
  if (!told) Kill({Death::kStart, Failed("its configuration is larger than 16 MiB")});
}

Result<void> Supervisor::Spawn() {
  Process::Ends ends;
  const int bytes = assignment_.file->bytes ? assignment_.file->bytes.get() : -1;
  auto process = Process::Spawn(workshop_.executable(), assignment_.start.collector, bytes, ends);
  if (!process) return Fail(process.error().message);
  workshop_.strangers().Own(process->pid());
  life_ = std::make_unique<Life>(
      std::move(*process), std::move(ends.crash), assignment_.recorder,
      Replay::Heard{[this](const wire::Hello& hello) { return facts_.Greeted(hello); },
                    [this](const wire::LogLine& line) { return Log(line); }});
  life_->conversation = std::make_unique<Conversation>(
      workshop_.loop(), std::move(ends.control), assignment_.most_output,
      [this](const wire::Frame& frame) { return Take(frame); },
      [this](const std::string& violation) { ConversationOver(violation); });
  life_->output = std::make_unique<Output>(workshop_.loop(), std::move(ends.output), log_);
  Watch();
  return {};
}

// A worker that cannot be listened to is ended at once.
void Supervisor::Watch() {
  const bool watched = workshop_.loop().Watch(
      life_->process.pidfd(), EPOLLIN, [self = shared_from_this()](uint32_t) { self->Ended(); });
  if (!watched) LookAgain();
  if (watched && life_->conversation->Begin() && life_->output->Begin()) return;
  Kill({Death::kStart, Failed("cannot watch its worker")});
}

// Where the kernel had no memory to tell.
void Supervisor::LookAgain() {
  workshop_.loop().At(workshop_.loop().Now() + kGraceForEnd, [self = shared_from_this()] {
    self->Ended();
    if (self->life_) self->LookAgain();
  });
}

// An honest worker holds back what is too much.
Result<void> Supervisor::Log(const wire::LogLine& line) {
  unwanted_lines_ = log_.Write(line.level, line.text, line.held_back) ? 0 : unwanted_lines_ + 1;
  if (unwanted_lines_ > kMostUnwantedLines) return Fail("log lines without end");
  return {};
}

Result<void> Supervisor::Take(const wire::Frame& frame) {
  auto taken = life_->replay.Take(frame);
  if (!taken) return tl::unexpected(taken.error());
  if (*taken) Finished(std::move(**taken));
  if (!done_) life_->conversation->Renew();  // a log line between two calls
  return {};
}

void Supervisor::Collect(Time deadline, Done done) {
  // It has died, and the word of it is on its way.
  if (!life_) return done(ReportOfDeath(last_->death, last_->outcome));
  done_ = std::move(done);
  if (life_->doom) return;  // answered when it is gone
  life_->replay.BeginCollection();
  life_->conversation->Order(
      [deadline](wire::Encoder& out) { return wire::AddCollect(out, Nanoseconds(deadline)); });
}

// A start that made no instance is answered when its process is gone, which ends itself.
void Supervisor::Finished(collect::Report report) {
  if (!report.alive) {
    life_->refusal = std::move(report);
    return EndSoon({Death::kStart, life_->refusal->outcome});
  }
  Answer(std::move(report));
  facts_.Sample(life_->usage, workshop_.loop().Now());
}

void Supervisor::Answer(collect::Report report) {
  if (const Done done = std::exchange(done_, nullptr)) done(std::move(report));
}

void Supervisor::ConversationOver(const std::string& violation) {
  if (!violation.empty()) {
    return Kill({Death::kProtocol, Failed("its worker broke the protocol: " + violation)});
  }
  EndSoon({Death::kProtocol, Failed("its worker broke the protocol: it closed its socket")});
}

// Unless it has ended by then.
void Supervisor::EndSoon(Doom doom) {
  workshop_.loop().Cancel(life_->timer);
  life_->timer = workshop_.loop().At(workshop_.loop().Now() + kGraceForEnd,
                                     [this, doom = std::move(doom)] { Kill(doom); });
}

void Supervisor::Abandon() {
  if (!life_ || !done_) return;
  Kill({Death::kDeadline, {WEIR_E_TIMEOUT, "its worker was ended at its deadline", 0, {}}});
}

// The first reason counts.
void Supervisor::Kill(Doom doom) {
  if (life_->doom) return;
  life_->doom = std::move(doom);
  life_->conversation->End();
  life_->process.Kill();
  workshop_.loop().Cancel(life_->timer);
  life_->timer = workshop_.loop().At(workshop_.loop().Now() + kStuckAfter, [this] {
    facts_.Stuck();
    log::Failure("a worker does not end though it was killed: the kernel holds it",
                 {{"collector", assignment_.start.collector}, {"pid", std::to_string(life_->pid)}});
  });
}

void Supervisor::Stop(Task done) {
  stopping_ = true;
  stopped_ = std::move(done);
  done_ = nullptr;
  if (!life_) return std::exchange(stopped_, nullptr)();
  if (life_->doom) return;
  life_->conversation->Order([](wire::Encoder& out) { return wire::AddStop(out); });
  workshop_.loop().Cancel(life_->timer);
  life_->timer = workshop_.loop().At(workshop_.loop().Now() + kGraceForStop, [this] {
    Kill({Death::kDeadline, {WEIR_E_TIMEOUT, "its worker did not end", 0, {}}});
  });
}

void Supervisor::Leave() {
  died_ = nullptr;
  facts_.Mute();
  done_ = nullptr;
  if (life_) Kill({Death::kExit, Failed("nobody needs it")});
}

void Supervisor::Ended() {
  if (!life_) return;
  const auto self = shared_from_this();  // the watch is not the last to know it
  if (!life_->doom) life_->conversation->Drain();
  life_->process.Kill();  // whom it has left behind in its group
  const auto exit = life_->process.Reap();
  if (!exit) return;
  Doom doom = life_->doom ? *life_->doom : Autopsy(*exit, ReadCrashPipe(life_->crash));
  Bury(*exit, std::move(doom));
}

Supervisor::Doom Supervisor::Autopsy(const Exit& exit, const std::string& crash) const {
  const wire::Call call = stopping_ ? wire::Call::kDestroy : life_->replay.At();
  std::string message = Obituary(exit, LastWords(crash), call, LeafOf(assignment_.file->path));
  return {exit.by_signal ? Death::kSignal : Death::kExit, Failed(std::move(message))};
}

void Supervisor::Bury(const Exit& exit, Doom doom) {
  const std::unique_ptr<Life> life = std::move(life_);
  workshop_.loop().Cancel(life->timer);
  workshop_.loop().Unwatch(life->process.pidfd());
  workshop_.strangers().Disown(life->pid);
  life->conversation->End();
  life->output->End();
  facts_.Ended(exit.cpu);
  last_ = std::move(doom);
  if (stopping_) return EndOfAll(exit, life->doom.has_value());
  if (done_) {
    Answer(life->refusal ? std::move(*life->refusal) : ReportOfDeath(last_->death, last_->outcome));
  } else if (died_) {
    died_(ReportOfDeath(last_->death, last_->outcome));
  }
}

void Supervisor::EndOfAll(const Exit& exit, bool was_killed) {
  if (!was_killed && (exit.by_signal || exit.code != 0)) {
    log::Write(log::Level::kWarning, "a worker ended badly",
               {{"collector", assignment_.start.collector}, {"error", last_->outcome.message}},
               log_.least());
  }
  if (stopped_) std::exchange(stopped_, nullptr)();
}

}  // namespace weir::worker

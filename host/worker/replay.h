// The host's side of the conversation with one worker: its frames become calls of the host's own
// recorder, which checks them as if nobody had, and reports.  Trusts no byte: what an honest worker
// does not say is a violation.  No descriptors, no time; one thread at a time.
#pragma once

#include <functional>
#include <optional>

#include "collect/source.h"
#include "error/result.h"
#include "series/recorder.h"
#include "worker/wire/answers.h"
#include "worker/wire/crash.h"
#include "worker/wire/frame.h"
#include "worker/wire/values.h"

namespace weir::worker {

class Replay {
 public:
  // What the worker says that is no part of a report; an error is a violation.
  struct Heard {
    std::function<Result<void>(const wire::Hello&)> hello;
    std::function<Result<void>(const wire::LogLine&)> log;
  };

  Replay(series::Recorder::Options options, Heard heard);

  // A collection was ordered.  REQUIRES: the last report was alive.
  void BeginCollection();

  // Takes the next frame.  A report when it ends what is under way; an error is the violation, and
  // nothing is to be taken after it.
  Result<std::optional<collect::Report>> Take(const wire::Frame& frame);

  // What the worker is at, as far as it has said.
  wire::Call At() const;

 private:
  enum class State { kLoading, kDescribing, kIdle, kCollecting, kRepeating, kOver };

  Result<void> Define(const wire::Frame& frame);
  Result<void> AddFamily(const wire::Frame& frame);
  Result<void> AddSeries(const wire::Frame& frame);
  Result<void> DropSeries(const wire::Frame& frame);
  Result<void> TakeValue(const wire::Frame& frame);
  Result<void> Repeat();
  Result<void> Push(const wire::Run& run);
  Result<void> AddExemplar(const wire::Frame& frame);
  Result<void> AddNative(const wire::Frame& frame);
  Result<void> PushCreated(const wire::Frame& frame);
  Result<void> Greet(const wire::Frame& frame);
  Result<void> Log(const wire::Frame& frame);
  Result<std::optional<collect::Report>> End(const wire::Frame& frame);
  collect::Report ReportOf(wire::End& end);
  void FinishStart(collect::Report& report);
  void FinishCollection(collect::Report& report);

  const Heard heard_;
  series::Recorder recorder_;
  State state_ = State::kLoading;
  bool has_values_ = false;  // of the collection under way
  wire::RunReader runs_;
  std::vector<series::Slot> slots_;
};

}  // namespace weir::worker

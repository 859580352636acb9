#include "worker/replay.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "worker/wire/definitions.h"

namespace weir::worker {
namespace {

using wire::Type;

constexpr uint64_t kLongest = uint64_t{1} << 60;  // ns: no plugin takes that long

tl::unexpected<Error> Unexpected(Type type) {
  return Fail("a frame \"" + std::string(Name(type)) + "\" where none belongs");
}

std::string Number(uint64_t number) { return std::to_string(number); }

}  // namespace

Replay::Replay(series::Recorder::Options options, Heard heard)
    : heard_(std::move(heard)), recorder_(std::move(options)) {}

void Replay::BeginCollection() {
  state_ = State::kCollecting;
  has_values_ = false;
  recorder_.Begin();
}

wire::Call Replay::At() const {
  switch (state_) {
    case State::kLoading:
      return wire::Call::kLoad;
    case State::kDescribing:
      return wire::Call::kDescribe;
    case State::kCollecting:
    case State::kRepeating:
      return wire::Call::kCollect;
    default:
      return wire::Call::kNone;
  }
}

Result<std::optional<collect::Report>> Replay::Take(const wire::Frame& frame) {
  Result<void> taken;
  switch (frame.type) {
    case Type::kEnd:
      return End(frame);
    case Type::kHello:
      taken = Greet(frame);
      break;
    case Type::kLog:
      taken = Log(frame);
      break;
    case Type::kValues:
    case Type::kTimedValues:
    case Type::kExemplar:
    case Type::kNative:
    case Type::kCreated:
    case Type::kSameValues:
      taken = TakeValue(frame);
      break;
    default:
      taken = Define(frame);
  }
  if (!taken) return tl::unexpected(taken.error());
  return std::optional<collect::Report>();
}

Result<void> Replay::Greet(const wire::Frame& frame) {
  if (state_ != State::kLoading) return Unexpected(frame.type);
  const auto hello = wire::ReadHello(frame.payload);
  if (!hello) return tl::unexpected(hello.error());
  state_ = State::kDescribing;
  recorder_.Begin();
  return heard_.hello(*hello);
}

Result<void> Replay::Log(const wire::Frame& frame) {
  const auto line = wire::ReadLog(frame.payload);
  if (!line) return tl::unexpected(line.error());
  return heard_.log(*line);
}

Result<void> Replay::Define(const wire::Frame& frame) {
  if (state_ != State::kDescribing && state_ != State::kCollecting) return Unexpected(frame.type);
  switch (frame.type) {
    case Type::kAddFamily:
      return AddFamily(frame);
    case Type::kAddSeries:
      return AddSeries(frame);
    case Type::kDropSeries:
      return DropSeries(frame);
    default:
      return Unexpected(frame.type);
  }
}

Result<void> Replay::AddFamily(const wire::Frame& frame) {
  auto said = wire::ReadFamily(frame.payload);
  if (!said) return tl::unexpected(said.error());
  const auto added = recorder_.AddFamily(std::move(said->family));
  if (!added) return Fail("a family that is not allowed: " + added.error().message);
  if (*added != said->id) return Fail("family " + Number(said->id) + " that is " + Number(*added));
  return {};
}

Result<void> Replay::AddSeries(const wire::Frame& frame) {
  const auto said = wire::ReadSeries(frame.payload);
  if (!said) return tl::unexpected(said.error());
  const auto added = recorder_.AddSeries(said->family, said->values);
  if (!added) return Fail("a series that is not allowed: " + added.error().message);
  if (*added != said->first)
    return Fail("slot " + Number(said->first) + " that is " + Number(*added));
  return {};
}

Result<void> Replay::DropSeries(const wire::Frame& frame) {
  const auto first = wire::ReadDrop(frame.payload);
  if (!first) return tl::unexpected(first.error());
  recorder_.DropSeries(*first);
  return {};
}

Result<void> Replay::TakeValue(const wire::Frame& frame) {
  if (state_ != State::kCollecting) return Unexpected(frame.type);
  if (frame.type == Type::kSameValues) return Repeat();
  has_values_ = true;
  switch (frame.type) {
    case Type::kExemplar:
      return AddExemplar(frame);
    case Type::kNative:
      return AddNative(frame);
    case Type::kCreated:
      return PushCreated(frame);
    default:
      return runs_.Read(frame, [this](const wire::Run& run) { return Push(run); });
  }
}

Result<void> Replay::Repeat() {
  if (has_values_ || !recorder_.PushSame()) return Fail("the same values as none before");
  state_ = State::kRepeating;
  return {};
}

Result<void> Replay::AddExemplar(const wire::Frame& frame) {
  const auto exemplar = wire::ReadExemplar(frame.payload);
  if (!exemplar) return tl::unexpected(exemplar.error());
  recorder_.AddExemplar(exemplar->slot, exemplar->value, exemplar->timestamp_ms, exemplar->names,
                        exemplar->values);
  return {};
}

Result<void> Replay::AddNative(const wire::Frame& frame) {
  auto native = wire::ReadNative(frame.payload);
  if (!native) return tl::unexpected(native.error());
  const bool said = native->histogram.has_value();
  const auto answer = recorder_.AddNative(native->first, std::move(native->histogram));
  if (answer == series::NativeAnswer::kKept) return {};
  if (answer == series::NativeAnswer::kBroken && !said) return {};
  return Fail("a native histogram that is not allowed");
}

Result<void> Replay::PushCreated(const wire::Frame& frame) {
  const auto created = wire::ReadCreated(frame.payload);
  if (!created) return tl::unexpected(created.error());
  const auto before = recorder_.dropped();
  for (const auto& each : *created) recorder_.PushCreated(&each.first, &each.ms, 1);
  if (recorder_.dropped() != before) return Fail("a created timestamp that is not allowed");
  return {};
}

Result<void> Replay::Push(const wire::Run& run) {
  if (run.timestamps_ms.empty()) {
    if (recorder_.PushRun(run.first, run.values)) return {};
    return Fail("values for slots that there are not");
  }
  slots_.resize(run.values.size());
  std::iota(slots_.begin(), slots_.end(), run.first);
  const auto& unknown = recorder_.dropped()[static_cast<size_t>(series::Dropped::kUnknownSlot)];
  const uint64_t before = unknown;
  recorder_.Push(slots_.data(), run.values.data(), run.timestamps_ms.data(), slots_.size());
  if (unknown != before) return Fail("values for slots that there are not");
  return {};
}

Result<std::optional<collect::Report>> Replay::End(const wire::Frame& frame) {
  auto end = wire::ReadEnd(frame.payload);
  if (!end) return tl::unexpected(end.error());
  const bool failed = !end->outcome.ok();
  const bool collects = state_ == State::kCollecting || state_ == State::kRepeating;
  const bool belongs =
      collects || state_ == State::kDescribing || (state_ == State::kLoading && failed);
  if (!belongs) return Unexpected(frame.type);
  collect::Report report = ReportOf(*end);
  if (collects) {
    FinishCollection(report);
  } else {
    FinishStart(report);
  }
  for (size_t i = 0; i < report.dropped.size(); ++i) report.dropped[i] += recorder_.dropped()[i];
  return std::optional(std::move(report));
}

collect::Report Replay::ReportOf(wire::End& end) {
  collect::Report report;
  report.outcome = std::move(end.outcome);
  report.dropped = end.dropped;
  report.refused = end.refused;
  report.last_refusal = std::move(end.last_refusal);
  report.took = Duration(static_cast<Duration::rep>(std::min(end.took_ns, kLongest)));
  report.violations = std::move(end.violations);
  report.unread_keys = std::move(end.unread_keys);
  return report;
}

void Replay::FinishStart(collect::Report& report) {
  report.alive = report.outcome.ok();
  if (report.alive) {
    recorder_.CommitDefinitions();
  } else if (state_ == State::kDescribing) {
    recorder_.Rollback();
  }
  state_ = report.alive ? State::kIdle : State::kOver;
}

void Replay::FinishCollection(collect::Report& report) {
  report.alive = true;
  if (report.outcome.status == WEIR_OK || report.outcome.status == WEIR_PARTIAL) {
    report.snapshot = recorder_.Commit();
  } else {
    recorder_.Rollback();
  }
  state_ = State::kIdle;
}

}  // namespace weir::worker

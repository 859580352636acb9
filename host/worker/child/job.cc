#include "worker/child/job.h"

#include <sys/stat.h>

#include <array>
#include <chrono>
#include <utility>

#include "plugin/sealed_copy.h"
#include "worker/child/crash_handler.h"
#include "worker/child/surroundings.h"
#include "worker/sandbox/sandbox.h"

namespace weir::child {
namespace {

using wire::Call;

uint64_t Nanoseconds(std::chrono::steady_clock::duration duration) {
  return static_cast<uint64_t>(std::chrono::nanoseconds(duration).count());
}

plugin::Outcome Invalid(std::string message) { return {WEIR_E_INVALID, std::move(message), 0, {}}; }

// The host has checked it.
std::shared_ptr<const plugin::PluginFile> FileOf(const wire::Start& start) {
  auto file = std::make_shared<plugin::PluginFile>();
  file->path = start.path;
  if (start.by_path) {
    stat(start.path.c_str(), &file->status);
  } else {
    file->bytes = plugin::FileDescriptor(wire::kPluginFd);
    fstat(file->bytes.get(), &file->status);
  }
  return file;
}

}  // namespace

bool Job::Start(const wire::Start& start) {
  Ended started;
  if (const auto prepared = Prepare(start); prepared) {
    started = Make(start);
  } else {
    started.outcome = Invalid(prepared.error().message);
  }
  const bool alive = started.outcome.ok();
  End(std::move(started), 0);
  return alive;
}

Result<void> Job::Prepare(const wire::Start& start) {
  Settle(start.collector);
  const auto policy = sandbox::DecodePolicy(start.policy);
  if (!policy) return Fail("cannot read the sandbox's policy: " + policy.error().message);
  const std::array kept = {wire::kControlFd, wire::kCrashFd, wire::kPluginFd};
  const auto report =
      sandbox::Enter(*policy, start.host, std::span(kept).first(start.by_path ? 2 : 3));
  if (!report) return Fail("cannot enter the sandbox: " + report.error().message);
  sandbox_ = sandbox::Encode(*report);
  return Load(start);
}

Result<void> Job::Load(const wire::Start& start) {
  const During load(Call::kLoad);
  const auto file = FileOf(start);
  NamePlugin(file->bytes ? plugin::PathOf(file->bytes) : file->path);
  auto plugin = plugin::Load(plugin::Found{file, start.asked});
  if (!plugin) return Fail(plugin.error().message);
  LocatePlugin();
  plugin_ = std::move(*plugin);
  const wire::Hello hello = {wire::kProtocolVersion, plugin_->name, plugin_->version, sandbox_};
  outbox_.Add([&](wire::Encoder& out) { return wire::AddHello(out, hello); });
  return {};
}

Job::Ended Job::Make(const wire::Start& start) {
  recording_ = std::make_unique<SentRecording>(
      SentRecording::Options{start.limits, start.honor_timestamps, start.created_timestamps},
      outbox_);
  auto instance = std::make_unique<plugin::Instance>(*plugin_->descriptor, start.config,
                                                     *recording_, Log(start.log_level));
  Enter(Call::kCreate);
  Ended started;
  started.outcome = instance->Create();
  Enter(Call::kNone);
  started.violations = instance->violations();
  if (!started.outcome.ok()) return started;
  started.unread_keys = instance->UnreadKeys();
  instance_ = std::move(instance);
  started.outcome = Describe();
  if (!started.outcome.ok()) Stop();
  return started;
}

plugin::Outcome Job::Describe() {
  const During describe(Call::kDescribe);
  recording_->Begin();
  plugin::Outcome outcome = instance_->Describe();
  if (outcome.ok()) {
    recording_->Commit();
  } else {
    recording_->Rollback();
  }
  return outcome;
}

void Job::Collect(uint64_t deadline_ns) {
  recording_->Begin();
  Enter(Call::kCollect);
  const auto start = std::chrono::steady_clock::now();
  plugin::Outcome outcome = instance_->Collect(deadline_ns, cancelled_);
  const auto took = std::chrono::steady_clock::now() - start;
  Enter(Call::kNone);
  if (outcome.status == WEIR_OK || outcome.status == WEIR_PARTIAL) {
    recording_->SendValues();
    recording_->Commit();
  } else {
    recording_->Rollback();
  }
  End({std::move(outcome)}, Nanoseconds(took));
}

void Job::Stop() {
  const During destroy(Call::kDestroy);
  if (instance_) instance_->Destroy();
  instance_.reset();
}

void Job::End(Ended ended, uint64_t took_ns) {
  wire::End end;
  end.outcome = std::move(ended.outcome);
  end.took_ns = took_ns;
  end.violations = std::move(ended.violations);
  end.unread_keys = std::move(ended.unread_keys);
  if (recording_) {
    end.refused = recording_->refused();
    end.dropped = recording_->dropped();
    end.last_refusal = recording_->last_refusal();
  }
  outbox_.Add([&](wire::Encoder& out) {
    wire::AddEnd(out, end);
    return true;
  });
  outbox_.Flush();
}

// Lines are few, and one before a crash must not be lost: each is sent at once.
plugin::Instance::Log Job::Log(int32_t least_level) {
  return {[this, least_level](weir_log_level level, std::string_view message) {
            if (level < least_level) return;
            const auto held_back = log_allowance_.Take(std::chrono::steady_clock::now());
            if (!held_back) return;
            const wire::LogLine line = {level, *held_back, message};
            outbox_.Add([&](wire::Encoder& out) { return wire::AddLog(out, line); });
            outbox_.Flush();
          },
          [least_level](weir_log_level level) { return level >= least_level; }};
}

}  // namespace weir::child

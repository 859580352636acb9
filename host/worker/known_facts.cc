#include "worker/known_facts.h"

#include "worker/sandbox/report.h"

namespace weir::worker {
namespace {

constexpr Duration kBetweenSamples = std::chrono::seconds(5);

double Seconds(std::chrono::nanoseconds duration) {
  return std::chrono::duration<double>(duration).count();
}

std::vector<std::pair<std::string_view, bool>> AskedFor(const sandbox::Report& report) {
  std::vector<std::pair<std::string_view, bool>> asked;
  for (size_t i = 0; i < sandbox::kFeatureCount; ++i) {
    const auto feature = static_cast<sandbox::Feature>(i);
    if (report[feature] == sandbox::State::kNotAsked) continue;
    asked.emplace_back(sandbox::Name(feature), report[feature] == sandbox::State::kInForce);
  }
  return asked;
}

}  // namespace

Result<void> KnownFacts::Greeted(const wire::Hello& hello) {
  const auto report = sandbox::DecodeReport(hello.sandbox);
  if (!report) return Fail("a sandbox that cannot be read: " + report.error().message);
  facts_.plugin = hello.plugin;
  facts_.version = hello.plugin_version;
  facts_.sandbox = AskedFor(*report);
  Changed();
  return {};
}

void KnownFacts::Sample(const Usage& usage, Time now) {
  if (sampled_at_ && now - *sampled_at_ < kBetweenSamples) return;
  sampled_at_ = now;
  facts_.cpu_seconds = Seconds(cpu_of_the_dead_ + usage.Cpu());
  facts_.resident_bytes = usage.ResidentBytes();
  facts_.open_fds = usage.OpenFds();
  Changed();
}

void KnownFacts::Stuck() {
  facts_.stuck = true;
  Changed();
}

void KnownFacts::Ended(std::chrono::nanoseconds cpu) {
  cpu_of_the_dead_ += cpu;
  sampled_at_.reset();
  facts_.cpu_seconds = Seconds(cpu_of_the_dead_);
  facts_.resident_bytes.reset();
  facts_.open_fds.reset();
  facts_.stuck = false;
  Changed();
}

}  // namespace weir::worker

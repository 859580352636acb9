#include "plugin/instance.h"

#include <cxxabi.h>

#include <algorithm>
#include <exception>

#include "plugin/host_calls.h"
#include "series/names.h"

namespace weir::plugin {
namespace {

// One line of UTF-8 out of whatever a plugin left in a fixed buffer.
template <size_t kSize>
std::string Text(const char (&buffer)[kSize]) {
  std::string text(buffer, std::find(buffer, buffer + kSize, '\0'));
  // A cut may split a code point; other bytes that are no text are a wrong encoding.
  for (int i = 0; i < 3 && text.size() + 4 >= kSize && !series::IsUtf8(text); ++i) text.pop_back();
  if (!series::IsUtf8(text)) text = series::ToUtf8(text);
  std::ranges::replace_if(
      text, [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' ');
  return text;
}

weir_status Known(weir_status status, bool collecting) {
  if (status > 0) return collecting && status <= WEIR_NO_DATA ? status : WEIR_OK;
  return status < WEIR_E_LIMIT ? WEIR_E_INTERNAL : status;
}

std::string_view DefaultMessage(weir_status status) {
  switch (status) {
    case WEIR_PARTIAL:
      return "only a part could be collected";
    case WEIR_E_INVALID:
      return "invalid configuration or argument";
    case WEIR_E_UNAVAILABLE:
      return "the monitored thing is not available";
    case WEIR_E_PERMISSION:
      return "permission denied";
    case WEIR_E_TIMEOUT:
      return "timed out";
    case WEIR_E_UNSUPPORTED:
      return "not supported on this system";
    case WEIR_E_LIMIT:
      return "over a limit";
    default:
      return "internal error of the plugin";
  }
}

Outcome Crossed(std::string_view what) {
  return {WEIR_E_INTERNAL, "an exception crossed the ABI: " + std::string(what), 0, {}};
}

Outcome Refused(const std::vector<Violation>& violations) {
  const size_t more = violations.size() - 1;
  Outcome outcome = {WEIR_E_INVALID, "config: " + violations[0].message, 0, violations[0].pointer};
  if (more > 0) outcome.message += ", and " + std::to_string(more) + " more of the kind";
  return outcome;
}

}  // namespace

Instance::Instance(const weir_plugin& plugin, std::string config, series::Recording& recording,
                   Log log)
    : plugin_(plugin), config_(std::move(config)), recording_(recording), log_(std::move(log)) {
  host_ = HostCalls::Host(this);
  sink_ = HostCalls::Sink(this);
}

Instance::~Instance() = default;

void Instance::Enter(Phase phase) {
  const std::lock_guard lock(mutex_);
  phase_ = phase;
}

template <class Call>
Outcome Instance::Run(Phase phase, Call&& call) {
  weir_error error{};
  error.size = sizeof error;
  Outcome outcome;
  Enter(phase);
  try {
    outcome.status = Known(call(&error), phase == Phase::kCollect);
    outcome.message = Text(error.message);
    outcome.os_error = error.os_error;
    outcome.config_pointer = Text(error.config_pointer);
  } catch (const abi::__forced_unwind&) {
    throw;  // pthread_exit: swallowing it ends the process
  } catch (const std::exception& exception) {
    outcome = Crossed(exception.what());
  } catch (...) {
    outcome = Crossed("of unknown type");
  }
  Enter(Phase::kIdle);
  const bool explained =
      outcome.status == WEIR_OK || outcome.status == WEIR_NO_DATA || !outcome.message.empty();
  if (!explained) outcome.message = DefaultMessage(outcome.status);
  return outcome;
}

Outcome Instance::Create() {
  auto settings = Settings::Parse(config_);
  if (!settings) return {WEIR_E_INVALID, settings.error().message, 0, {}};
  settings_ = std::move(*settings);
  if (plugin_.config_schema != nullptr) {
    violations_ = FindViolations(plugin_.config_schema, config_);
  }
  if (!violations_.empty()) return Refused(violations_);
  weir_instance* made = nullptr;
  Outcome outcome = Run(Phase::kCreate, [&](weir_error* error) {
    return plugin_.create(&host_, {config_.data(), config_.size()}, &made, error);
  });
  if (outcome.ok()) self_ = made;
  return outcome;
}

Outcome Instance::Describe() {
  return Run(Phase::kDescribe, [&](weir_error* error) { return plugin_.describe(self_, error); });
}

Outcome Instance::Collect(uint64_t deadline_ns, const std::atomic<bool>& cancelled) {
  sink_.deadline_ns = deadline_ns;
  cancelled_ = &cancelled;
  Outcome outcome = Run(Phase::kCollect,
                        [&](weir_error* error) { return plugin_.collect(self_, &sink_, error); });
  cancelled_ = nullptr;
  return outcome;
}

void Instance::Destroy() {
  Run(Phase::kIdle, [&](weir_error*) {
    plugin_.destroy(self_);
    return WEIR_OK;
  });
  self_ = nullptr;
}

std::vector<std::string> Instance::UnreadKeys() const {
  if (!settings_ || plugin_.config_schema != nullptr) return {};
  return settings_->Unread();
}

}  // namespace weir::plugin

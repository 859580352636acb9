// A plugin that does what no plugin should: `mode` says what.  All is well in its first `after`
// collections, and whenever the file `while` does not exist.  `secret` and `hanging` are files that
// some modes need.  Two gauges: chaos_value counts collections, and chaos_harm is 1 once a mode has
// reached what it must not reach.
#include <unistd.h>

#include <cstdint>
#include <new>

#include "fault.h"

namespace weir::chaos {
namespace {

struct Setting {
  std::string while_file;
  int64_t after = 0;
  const Fault* fault = nullptr;
};

bool Exists(const std::string& file) { return access(file.c_str(), F_OK) == 0; }

// Set in create, for what comes after the last destroy.
class EndOfProcess {
 public:
  ~EndOfProcess() {
    if (fault_ != nullptr && Exists(while_file_)) fault_->act({});
  }
  void Arm(const Fault* fault, std::string while_file) {
    fault_ = fault;
    while_file_ = std::move(while_file);
  }

 private:
  const Fault* fault_ = nullptr;
  std::string while_file_;
};

EndOfProcess end_of_process;

// Before anything is known of the plugin's configuration.
__attribute__((constructor)) void CrashInConstructor() {
  if (Exists(CHAOS_CONSTRUCTOR_FILE)) FindFault("segfault")->act({});
}

}  // namespace
}  // namespace weir::chaos

using weir::chaos::Aftermath;
using weir::chaos::When;

struct weir_instance {
  weir::chaos::Scene scene;
  weir::chaos::Setting setting;
  double calls = 0;
  double harm = 0;
  weir_slot slots[2] = {};

  bool Due(When when) const {
    const weir::chaos::Fault* const fault = setting.fault;
    const bool early = when == When::kCollect && calls < static_cast<double>(setting.after);
    return fault != nullptr && fault->when == when && !early &&
           weir::chaos::Exists(setting.while_file);
  }
  Aftermath Act(When when) const {
    return Due(when) ? setting.fault->act(scene) : Aftermath::kNone;
  }
};

namespace weir::chaos {
namespace {

std::string Text(const weir_host* host, const char* path) {
  const auto* config =
      static_cast<const weir_ext_config*>(host->get_extension(host, WEIR_EXT_CONFIG));
  weir_str text = {"", 0};
  config->get_str(host, weir_cstr(path), &text);
  return std::string(text.ptr, text.len);
}

int64_t Number(const weir_host* host, const char* path) {
  const auto* config =
      static_cast<const weir_ext_config*>(host->get_extension(host, WEIR_EXT_CONFIG));
  int64_t number = 0;
  config->get_int(host, weir_cstr(path), &number);
  return number;
}

weir_status Create(const weir_host* host, weir_str, weir_instance** out, weir_error* err) {
  auto* const self = new (std::nothrow) weir_instance;
  if (self == nullptr) return weir_fail(err, WEIR_E_LIMIT, "no memory");
  self->scene = {host, nullptr, Text(host, "/secret"), Text(host, "/hanging")};
  self->setting = {Text(host, "/while"), Number(host, "/after"), nullptr};
  const std::string mode = Text(host, "/mode");
  self->setting.fault = FindFault(mode);
  if (self->setting.fault == nullptr && mode != "crash_in_constructor" && mode != "none") {
    delete self;
    return weir_fail(err, WEIR_E_INVALID, "no such mode");
  }
  self->Act(When::kCreate);
  const bool at_the_end =
      self->setting.fault != nullptr && self->setting.fault->when == When::kEndOfProcess;
  if (at_the_end) end_of_process.Arm(self->setting.fault, self->setting.while_file);
  *out = self;
  return WEIR_OK;
}

weir_status AddGauge(const weir_host* host, const char* name, weir_slot* slot, weir_error* err) {
  weir_family family{};
  family.size = sizeof family;
  family.type = WEIR_GAUGE;
  family.name = weir_cstr(name);
  family.help = weir_cstr("Of a plugin that does what no plugin should.");
  weir_family_id id = 0;
  const weir_status status = host->add_family(host, &family, &id, err);
  return status < 0 ? status : host->add_series(host, id, nullptr, 0, slot, err);
}

weir_status Describe(weir_instance* self, weir_error* err) {
  self->Act(When::kDescribe);
  const weir_status status = AddGauge(self->scene.host, "chaos_value", &self->slots[0], err);
  if (status < 0) return status;
  return AddGauge(self->scene.host, "chaos_harm", &self->slots[1], err);
}

weir_status Collect(weir_instance* self, const weir_sink* sink, weir_error* err) {
  self->scene.sink = sink;
  const Aftermath aftermath = self->Act(When::kCollect);
  self->calls += 1;
  if (aftermath == Aftermath::kFailure) return weir_fail(err, WEIR_E_LIMIT, "no more of it");
  if (aftermath == Aftermath::kHarm) self->harm = 1;
  const double values[] = {self->calls, self->harm};
  sink->push(sink, self->slots, values, nullptr, 2);
  return WEIR_OK;
}

void Destroy(weir_instance* self) {
  self->Act(When::kDestroy);
  delete self;
}

constexpr weir_plugin kPlugin = {
    .size = sizeof(weir_plugin),
    .abi_minor = WEIR_ABI_MINOR,
    .min_host_minor = 0,
    .flags = 0,
    .name = "chaos",
    .version = "1.0.0",
    .description = "Does what no plugin should.",
    .config_schema = nullptr,
    .create = Create,
    .describe = Describe,
    .collect = Collect,
    .destroy = Destroy,
    .get_extension = nullptr,
};

}  // namespace

const Fault* FindFault(const std::string& mode) {
  static const std::vector<Fault> all = [] {
    std::vector<Fault> faults;
    for (const auto& kind :
         {Deaths(), Hangs(), Bombs(), Attacks(), Disturbances(), Floods(), Thefts()}) {
      faults.insert(faults.end(), kind.begin(), kind.end());
    }
    return faults;
  }();
  for (const Fault& fault : all) {
    if (mode == fault.mode) return &fault;
  }
  return nullptr;
}

}  // namespace weir::chaos

extern "C" WEIR_EXPORT const weir_plugin* weir_plugin_entry_v1(uint32_t index) {
  return index == 0 ? &weir::chaos::kPlugin : nullptr;
}

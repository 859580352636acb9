#include "vmstat.h"

#include <string>

#include "filter.h"
#include "metric_name.h"
#include "scan.h"
#include "utf8.h"

namespace weir::linux_plugin {
namespace {

constexpr const char* kDefaultFields = "^(oom_kill|pgpg|pswp|pg.*fault).*";

struct Meaning {
  std::string_view field;
  const char* help;
};

constexpr Meaning kMeanings[] = {
    {"oom_kill", "Processes killed since boot because memory ran out."},
    {"pgfault", "Page faults since boot, of both kinds."},
    {"pgmajfault", "Page faults since boot that had to read from a disk."},
    {"pgpgin", "KiB read from block devices since boot."},
    {"pgpgout", "KiB written to block devices since boot."},
    {"pswpin", "Pages read from swap since boot."},
    {"pswpout", "Pages written to swap since boot."},
};

std::string HelpOf(std::string_view field) {
  for (const Meaning& meaning : kMeanings) {
    if (meaning.field == field) return meaning.help;
  }
  return "The field " + std::string(field) + " of /proc/vmstat.";
}

}  // namespace

bool ParseVmstatLine(std::string_view line, VmstatLine* parsed) {
  parsed->field = NextWord(&line);
  return !parsed->field.empty() && NextNumber(&line, &parsed->value) && AtEnd(line);
}

VmstatGroup::VmstatGroup(const Setup& setup)
    : file_(setup.roots.procfs + "/vmstat", File::Shape::kLines),
      pattern_(ReadPattern(setup.config, "/vmstat/fields", kDefaultFields)) {}

void VmstatGroup::Collect(const Round& round) {
  std::optional<std::string_view> text = file_.Read();
  if (!text) return ReportUnreadable(round.sink, file_);
  if (!ReadFields(*text)) {
    FindFields(round.sink.registry(), *text);
    ReadFields(*text);
  }
  for (const Field& field : fields_) round.sink.Push(field.slot, static_cast<double>(field.value));
  if (!malformed_.empty()) return ReportMalformed(round.sink, file_, malformed_);
  if (line_count_ == 0) ReportEmpty(round.sink, file_);
}

// False if the file is not built as it was when the fields were found.
bool VmstatGroup::ReadFields(std::string_view text) {
  size_t index = 0;
  auto next = fields_.begin();
  for (std::string_view line; NextLine(&text, &line); ++index) {
    if (next == fields_.end() || next->line != index) continue;
    VmstatLine parsed;
    if (!ParseVmstatLine(line, &parsed) || parsed.field != next->name) return false;
    next->value = parsed.value;
    ++next;
  }
  return next == fields_.end() && index == line_count_ && index != 0;
}

void VmstatGroup::FindFields(Registry& registry, std::string_view text) {
  for (Field& field : fields_) field.family.Drop(field.slot);
  fields_.clear();
  malformed_.clear();
  line_count_ = 0;
  for (std::string_view line; NextLine(&text, &line); ++line_count_) {
    VmstatLine parsed;
    if (!ParseVmstatLine(line, &parsed)) {
      malformed_ = line;
    } else if (!pattern_ || Matches(*pattern_, parsed.field)) {
      fields_.push_back(Add(registry, parsed.field, line_count_));
    }
  }
}

VmstatGroup::Field VmstatGroup::Add(Registry& registry, std::string_view name, size_t line) {
  Family family = registry.Untyped(MetricName("node_vmstat_", name), HelpOf(ToUtf8(name)));
  return {line, std::string(name), family, family.Add(), 0};
}

void VmstatGroup::Forget() {
  fields_.clear();
  line_count_ = 0;
}

}  // namespace weir::linux_plugin

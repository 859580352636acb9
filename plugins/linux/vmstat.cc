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
      fields_(ReadPattern(setup.config, "/vmstat/fields", kDefaultFields)) {}

void VmstatGroup::Collect(const Round& round) {
  std::optional<std::string_view> text = file_.Read();
  if (!text) return ReportUnreadable(round.sink, file_);
  std::string_view malformed;
  rows_.Begin();
  for (std::string_view line; NextLine(&*text, &line);) {
    VmstatLine parsed;
    if (!ParseVmstatLine(line, &parsed)) {
      malformed = line;
      continue;
    }
    Row* row = rows_.Find(parsed.field);
    if (row == nullptr) continue;
    if (!row->known) Add(round.sink.registry(), parsed.field, row);
    round.sink.Push(row->slot, static_cast<double>(parsed.value));
  }
  rows_.Sweep([](Row& row) { row.family.Drop(row.slot); });
  if (!malformed.empty()) return ReportMalformed(round.sink, file_, malformed);
  if (rows_.size() == 0) ReportEmpty(round.sink, file_);
}

void VmstatGroup::Add(Registry& registry, std::string_view field, Row* row) {
  if (!fields_ || Matches(*fields_, field)) {
    row->family = registry.Untyped(MetricName("node_vmstat_", field), HelpOf(ToUtf8(field)));
    row->slot = row->family.Add();
  }
  row->known = true;
}

}  // namespace weir::linux_plugin

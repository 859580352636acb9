#include "vmstat.h"

#include <string>

#include "filter.h"
#include "metric_name.h"
#include "scan.h"
#include "utf8.h"

namespace weir::linux_plugin {
namespace {

constexpr const char* kDefaultFields = "^(oom_kill|pgpg|pswp|pg.*fault).*";

// By so many bytes the numbers in front of a field may grow before the file is read as a whole.
constexpr size_t kSpare = 64;

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
  if (!Read(round.sink.registry())) return ReportUnreadable(round.sink, file_);
  for (const Field& field : fields_) round.sink.Push(field.slot, static_cast<double>(field.value));
  if (!malformed_.empty()) return ReportMalformed(round.sink, file_, malformed_);
  if (enough_ == File::kAll) ReportEmpty(round.sink, file_);
}

bool VmstatGroup::Read(Registry& registry) {
  bool are_known = enough_ != File::kAll && malformed_.empty();
  if (are_known && ReadFields()) return true;
  std::optional<std::string_view> text = file_.Read();
  if (text) FindFields(registry, *text);
  return text.has_value();
}

// False if the file is not built as it was when the fields were found, or cannot be read.
bool VmstatGroup::ReadFields() {
  std::optional<std::string_view> text = file_.Read(enough_);
  if (!text) return false;
  // Where the text was cut off, a number may be.
  if (text->size() == enough_) text = text->substr(0, text->rfind('\n') + 1);
  auto next = fields_.begin();
  std::string_view line;
  for (size_t i = 0; next != fields_.end() && NextLine(&*text, &line); ++i) {
    if (next->line != i) continue;
    VmstatLine parsed;
    if (!ParseVmstatLine(line, &parsed) || parsed.field != next->name) return false;
    next->value = parsed.value;
    ++next;
  }
  return next == fields_.end();
}

void VmstatGroup::FindFields(Registry& registry, std::string_view text) {
  for (Field& field : fields_) field.family.Drop(field.slot);
  fields_.clear();
  malformed_.clear();
  enough_ = text.empty() ? File::kAll : kSpare;
  const char* begin = text.data();
  std::string_view line;
  for (size_t i = 0; NextLine(&text, &line); ++i) {
    VmstatLine parsed;
    if (!ParseVmstatLine(line, &parsed)) {
      malformed_ = line;
    } else if (!pattern_ || Matches(*pattern_, parsed.field)) {
      fields_.push_back(Add(registry, parsed, i));
      enough_ = static_cast<size_t>(text.data() - begin) + kSpare;
    }
  }
}

VmstatGroup::Field VmstatGroup::Add(Registry& registry, const VmstatLine& parsed, size_t line) {
  std::string name(parsed.field);
  Family family = registry.Untyped(MetricName("node_vmstat_", name), HelpOf(ToUtf8(name)));
  return {line, name, family, family.Add(), parsed.value};
}

void VmstatGroup::Forget() {
  fields_.clear();
  enough_ = File::kAll;
}

}  // namespace weir::linux_plugin

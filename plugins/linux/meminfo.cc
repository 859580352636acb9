#include "meminfo.h"

#include "metric_name.h"
#include "scan.h"

namespace weir::linux_plugin {

bool ParseMeminfoLine(std::string_view line, MeminfoLine* parsed) {
  constexpr uint64_t kKibibyte = 1024;
  size_t colon = line.find(':');
  if (colon == std::string_view::npos || colon == 0) return false;
  parsed->field = line.substr(0, colon);
  line.remove_prefix(colon + 1);
  if (!NextNumber(&line, &parsed->value)) return false;
  std::string_view unit = NextWord(&line);
  parsed->is_memory = unit == "kB";
  if (!AtEnd(line) || (!parsed->is_memory && !unit.empty())) return false;
  if (parsed->is_memory && parsed->value > UINT64_MAX / kKibibyte) return false;
  if (parsed->is_memory) parsed->value *= kKibibyte;
  return true;
}

std::string MeminfoName(std::string_view field, bool is_memory) {
  if (!field.empty() && field.back() == ')') field.remove_suffix(1);
  std::string name = MetricName("node_memory_", field);
  return is_memory ? name + "_bytes" : name;
}

void MeminfoGroup::Collect(const Round& round) {
  std::optional<std::string_view> text = file_.Read();
  if (!text) return ReportUnreadable(round.sink, file_);
  std::string_view malformed;
  rows_.Begin();
  for (std::string_view line; NextLine(&*text, &line);) {
    MeminfoLine parsed;
    if (!ParseMeminfoLine(line, &parsed)) {
      malformed = line;
      continue;
    }
    Row* row = rows_.Find(parsed.field);
    if (row == nullptr) continue;
    if (!row->known) Add(round.sink.registry(), parsed, row);
    round.sink.Push(row->slot, static_cast<double>(parsed.value));
  }
  rows_.Sweep([](Row& row) { row.family.Drop(row.slot); });
  if (!malformed.empty()) return ReportMalformed(round.sink, file_, malformed);
  if (rows_.size() == 0) ReportEmpty(round.sink, file_);
}

void MeminfoGroup::Add(Registry& registry, const MeminfoLine& line, Row* row) {
  row->family = registry.Gauge(MeminfoName(line.field, line.is_memory),
                               MeminfoHelp(line.field, line.is_memory));
  row->slot = row->family.Add();
  row->known = true;
}

}  // namespace weir::linux_plugin

#include "diskstats.h"

#include "scan.h"
#include "utf8.h"

namespace weir::linux_plugin {
namespace {

// RAM disks, loops, floppies and partitions.
constexpr const char* kDefaultExclude = "^(z?ram|loop|fd|(h|s|v|xv)d[a-z]|nvme\\d+n\\d+p)\\d+$";

// The kernel counts sectors of 512 bytes, whatever the device's own are.
constexpr double kSectorBytes = 512;
constexpr double kMillisecondsPerSecond = 1000;

enum class Unit { kCount, kSectors, kMilliseconds, kNow };

struct Column {
  Unit unit;
  const char* name;
  const char* help;
};

// In the order of /proc/diskstats.
constexpr Column kColumns[DiskLine::kColumns] = {
    {Unit::kCount, "node_disk_reads_completed_total", "Reads that the device has completed."},
    {Unit::kCount, "node_disk_reads_merged_total", "Reads that were merged with a neighbour."},
    {Unit::kSectors, "node_disk_read_bytes_total", "Bytes that were read from the device."},
    {Unit::kMilliseconds, "node_disk_read_time_seconds_total", "Time that all reads have taken."},
    {Unit::kCount, "node_disk_writes_completed_total", "Writes that the device has completed."},
    {Unit::kCount, "node_disk_writes_merged_total", "Writes that were merged with a neighbour."},
    {Unit::kSectors, "node_disk_written_bytes_total", "Bytes that were written to the device."},
    {Unit::kMilliseconds, "node_disk_write_time_seconds_total", "Time that all writes have taken."},
    {Unit::kNow, "node_disk_io_now", "Requests that the device is working on."},
    {Unit::kMilliseconds, "node_disk_io_time_seconds_total",
     "Time during which the device had something to do."},
    {Unit::kMilliseconds, "node_disk_io_time_weighted_seconds_total",
     "Time that requests have spent waiting and running, added up over all of them."},
    {Unit::kCount, "node_disk_discards_completed_total", "Discards that the device has completed."},
    {Unit::kCount, "node_disk_discards_merged_total",
     "Discards that were merged with a neighbour."},
    {Unit::kCount, "node_disk_discarded_sectors_total",
     "Sectors of 512 bytes that were discarded."},
    {Unit::kMilliseconds, "node_disk_discard_time_seconds_total",
     "Time that all discards have taken."},
    {Unit::kCount, "node_disk_flush_requests_total", "Flushes that the device has completed."},
    {Unit::kMilliseconds, "node_disk_flush_requests_time_seconds_total",
     "Time that all flushes have taken."},
};

double Convert(Unit unit, uint64_t value) {
  double number = static_cast<double>(value);
  if (unit == Unit::kSectors) return number * kSectorBytes;
  return unit == Unit::kMilliseconds ? number / kMillisecondsPerSecond : number;
}

}  // namespace

bool ParseDiskLine(std::string_view line, DiskLine* parsed) {
  if (!NextNumber(&line, &parsed->major) || !NextNumber(&line, &parsed->minor)) return false;
  parsed->device = NextWord(&line);
  parsed->count = NextNumbers(&line, parsed->values.data(), DiskLine::kColumns);
  if (parsed->device.empty() || parsed->count < DiskLine::kFewest) return false;
  return parsed->count == DiskLine::kColumns || AtEnd(line);
}

DiskstatsGroup::DiskstatsGroup(const Setup& setup)
    : file_(setup.roots.procfs + "/diskstats", File::Shape::kLines),
      devices_(setup.config, "/diskstats/device_include", "/diskstats/device_exclude",
               kDefaultExclude),
      info_families_(setup.roots.udev, setup.roots.sysfs) {}

void DiskstatsGroup::Describe(Registry& registry) {
  for (size_t i = 0; i < DiskLine::kColumns; ++i) {
    const Column& column = kColumns[i];
    families_[i] = column.unit == Unit::kNow
                       ? registry.Gauge(column.name, column.help, {"device"})
                       : registry.Counter(column.name, column.help, {"device"});
  }
  info_families_.Describe(registry);
}

void DiskstatsGroup::Collect(const Round& round) {
  std::optional<std::string_view> text = file_.Read();
  if (!text) return ReportUnreadable(round.sink, file_);
  std::string_view malformed;
  rows_.Begin();
  for (std::string_view line; NextLine(&*text, &line);) {
    DiskLine parsed;
    if (!ParseDiskLine(line, &parsed)) {
      malformed = line;
      continue;
    }
    Row* row = rows_.Find(parsed.device);
    if (row == nullptr) continue;
    if (!row->known) Add(parsed, row);
    if (row->shown) Push(round.sink, parsed, row);
  }
  rows_.Sweep([this](Row& row) { Drop(&row); });
  if (!malformed.empty()) ReportMalformed(round.sink, file_, malformed);
}

void DiskstatsGroup::Add(const DiskLine& line, Row* row) {
  std::string label = ToUtf8(line.device);
  row->shown = devices_.Shows(label);
  if (row->shown) {
    for (size_t i = 0; i < line.count; ++i) row->slots[i] = families_[i].Add({label});
  }
  row->known = true;
}

void DiskstatsGroup::Push(Sink& sink, const DiskLine& line, Row* row) {
  for (size_t i = 0; i < line.count; ++i) {
    sink.Push(row->slots[i], Convert(kColumns[i].unit, line.values[i]));
  }
  row->info.Collect(sink, line.device, line.major, line.minor, &info_families_);
}

void DiskstatsGroup::Drop(Row* row) {
  for (size_t i = 0; i < DiskLine::kColumns; ++i) families_[i].Drop(row->slots[i]);
  row->info.Drop();
}

}  // namespace weir::linux_plugin

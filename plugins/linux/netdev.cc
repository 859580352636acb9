#include "netdev.h"

#include <string>

#include "scan.h"
#include "utf8.h"

namespace weir::linux_plugin {
namespace {

constexpr size_t kMostKeptOpen = 64;

struct Column {
  const char* name;
  const char* help;
};

// In the order of /proc/net/dev (net/core/net-procfs.c).
constexpr Column kColumns[NetdevLine::kColumns] = {
    {"node_network_receive_bytes_total", "Bytes that the device has received."},
    {"node_network_receive_packets_total", "Packets that the device has received."},
    {"node_network_receive_errs_total", "Packets that arrived damaged."},
    {"node_network_receive_drop_total", "Packets that arrived and were dropped, or missed."},
    {"node_network_receive_fifo_total", "Packets lost because the device's buffer was full."},
    {"node_network_receive_frame_total", "Packets that arrived with wrong length, framing or CRC."},
    {"node_network_receive_compressed_total", "Compressed packets that were received."},
    {"node_network_receive_multicast_total", "Multicast packets that were received."},
    {"node_network_transmit_bytes_total", "Bytes that the device has sent."},
    {"node_network_transmit_packets_total", "Packets that the device has sent."},
    {"node_network_transmit_errs_total", "Packets that could not be sent because of an error."},
    {"node_network_transmit_drop_total", "Packets that were dropped instead of being sent."},
    {"node_network_transmit_fifo_total", "Packets not sent because of the device's buffer."},
    {"node_network_transmit_colls_total", "Collisions while sending."},
    {"node_network_transmit_carrier_total", "Packets not sent because the line was lost or bad."},
    {"node_network_transmit_compressed_total", "Compressed packets that were sent."},
};

bool ReadCount(File* file, uint64_t* count) {
  std::optional<std::string_view> text = file->Read();
  return text && ParseNumber(Trim(*text), count);
}

}  // namespace

bool ParseNetdevLine(std::string_view line, NetdevLine* parsed) {
  SkipBlanks(&line);
  // The last colon: names may have some, as those of aliases do; numbers have none.
  size_t colon = line.rfind(':');
  if (colon == std::string_view::npos || colon == 0) return false;
  parsed->device = line.substr(0, colon);
  line.remove_prefix(colon + 1);
  return NextNumbers(&line, parsed->values.data(), NetdevLine::kColumns) == NetdevLine::kColumns;
}

NetdevGroup::NetdevGroup(const Setup& setup)
    : file_(setup.roots.procfs + "/net/dev", File::Shape::kLines),
      class_folder_(setup.roots.sysfs + "/class/net/"),
      devices_(setup.config, "/netdev/device_include", "/netdev/device_exclude", "") {}

void NetdevGroup::Describe(Registry& registry) {
  for (size_t i = 0; i < NetdevLine::kColumns; ++i) {
    families_[i] = registry.Counter(kColumns[i].name, kColumns[i].help, {"device"});
  }
  nohandler_family_ =
      registry.Counter("node_network_receive_nohandler_total",
                       "Packets that arrived and that no protocol wanted.", {"device"});
}

void NetdevGroup::Collect(const Round& round) {
  std::optional<std::string_view> text = file_.Read();
  if (!text) return ReportUnreadable(round.sink, file_);
  std::string_view line;
  std::string_view malformed;
  for (int header = 0; header < 2; ++header) {
    if (!NextLine(&*text, &line)) return ReportEmpty(round.sink, file_);
  }
  rows_.Begin();
  while (NextLine(&*text, &line)) {
    NetdevLine parsed;
    if (!ParseNetdevLine(line, &parsed)) {
      malformed = line;
      continue;
    }
    Row* row = rows_.Find(parsed.device);
    if (row == nullptr) continue;
    if (!row->known) Add(parsed.device, row);
    if (row->shown) Push(round.sink, parsed, row);
  }
  rows_.Sweep([this](const Row& row) { Drop(row); });
  if (!malformed.empty()) ReportMalformed(round.sink, file_, malformed);
}

void NetdevGroup::Add(std::string_view device, Row* row) {
  std::string label = ToUtf8(device);
  row->shown = devices_.Shows(label);
  if (row->shown) {
    for (size_t i = 0; i < NetdevLine::kColumns; ++i) row->slots[i] = families_[i].Add({label});
    AddNohandler(device, label, row);
  }
  row->known = true;
}

void NetdevGroup::AddNohandler(std::string_view device, const std::string& label, Row* row) {
  // A name with a slash cannot be a device's, and must not lead out of the folder.
  if (device.find('/') != std::string_view::npos) return;
  std::string path = class_folder_ + std::string(device) + "/statistics/rx_nohandler";
  auto file =
      std::make_unique<File>(std::move(path), File::Shape::kValue, rows_.size() <= kMostKeptOpen);
  uint64_t count;
  if (!ReadCount(file.get(), &count)) return;
  row->nohandler_slot = nohandler_family_.Add({label});
  row->nohandler = std::move(file);
}

void NetdevGroup::Push(Sink& sink, const NetdevLine& line, Row* row) {
  for (size_t i = 0; i < NetdevLine::kColumns; ++i) {
    sink.Push(row->slots[i], static_cast<double>(line.values[i]));
  }
  uint64_t count;
  if (row->nohandler != nullptr && ReadCount(row->nohandler.get(), &count)) {
    sink.Push(row->nohandler_slot, static_cast<double>(count));
  }
}

void NetdevGroup::Drop(const Row& row) {
  for (size_t i = 0; i < NetdevLine::kColumns; ++i) families_[i].Drop(row.slots[i]);
  nohandler_family_.Drop(row.nohandler_slot);
}

}  // namespace weir::linux_plugin

// /proc/diskstats: what block devices have read and written, and what they are.
#pragma once

#include <array>
#include <string_view>

#include "disk_info.h"
#include "filter.h"
#include "group.h"
#include "row_table.h"

namespace weir::linux_plugin {

struct DiskLine {
  static constexpr size_t kColumns = 17;
  static constexpr size_t kFewest = 11;  // before Linux 4.18; then 15, and 17 since 5.5

  uint64_t major;
  uint64_t minor;
  std::string_view device;
  std::array<uint64_t, kColumns> values;
  size_t count;  // of values
};

// " 254  0 vda 68240 32831 3716530 ..." (Documentation/admin-guide/iostats.rst); false if it is not
// of that form.
bool ParseDiskLine(std::string_view line, DiskLine* parsed);

// Shows the devices that /diskstats/device_include and /diskstats/device_exclude leave.
class DiskstatsGroup final : public Group {
 public:
  explicit DiskstatsGroup(const Setup& setup);

  void Describe(Registry& registry) override;
  void Collect(const Round& round) override;
  void Forget() override { rows_.Clear(); }

 private:
  struct Row {
    bool known = false;
    bool shown = false;
    std::array<Slot, DiskLine::kColumns> slots = {};
    DiskInfo info;
  };

  void Add(const DiskLine& line, Row* row);
  void Push(Sink& sink, const DiskLine& line, Row* row);
  void Drop(Row* row);

  File file_;
  Filter devices_;
  std::array<Family, DiskLine::kColumns> families_;
  DiskInfoFamilies info_families_;
  RowTable<Row> rows_;
};

}  // namespace weir::linux_plugin

// /proc/net/dev: what network devices have received and sent.
#pragma once

#include <array>
#include <memory>
#include <string_view>

#include "filter.h"
#include "group.h"
#include "row_table.h"

namespace weir::linux_plugin {

struct NetdevLine {
  static constexpr size_t kColumns = 16;  // eight of receiving, eight of sending

  std::string_view device;
  std::array<uint64_t, kColumns> values;
};

// "  eth0: 25379685     685    0 ..."; false if it is not of that form.
bool ParseNetdevLine(std::string_view line, NetdevLine* parsed);

// Shows the devices that /netdev/device_include and /netdev/device_exclude leave.
class NetdevGroup final : public Group {
 public:
  explicit NetdevGroup(const Setup& setup);

  void Describe(Registry& registry) override;
  void Collect(const Round& round) override;
  void Forget() override { rows_.Clear(); }

 private:
  struct Row {
    bool known = false;
    bool shown = false;
    std::array<Slot, NetdevLine::kColumns> slots = {};
    Slot nohandler_slot = 0;
    std::unique_ptr<File> nohandler;  // nullptr: the system has no such file
  };

  void Add(std::string_view device, Row* row);
  void AddNohandler(std::string_view device, const std::string& label, Row* row);
  void Push(Sink& sink, const NetdevLine& line, Row* row);
  void Drop(const Row& row);

  File file_;
  std::string class_folder_;
  Filter devices_;
  std::array<Family, NetdevLine::kColumns> families_;
  Family nohandler_family_;
  RowTable<Row> rows_;
};

}  // namespace weir::linux_plugin

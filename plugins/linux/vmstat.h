// /proc/vmstat: counters of the memory management.
#pragma once

#include <optional>
#include <regex>
#include <string_view>

#include "group.h"
#include "row_table.h"

namespace weir::linux_plugin {

struct VmstatLine {
  std::string_view field;
  uint64_t value;
};

// "pgfault 2179991"; false if it is not of that form.
bool ParseVmstatLine(std::string_view line, VmstatLine* parsed);

// Shows the fields that the pattern /vmstat/fields matches.
class VmstatGroup final : public Group {
 public:
  explicit VmstatGroup(const Setup& setup);

  void Describe(Registry&) override {}
  void Collect(const Round& round) override;
  void Forget() override { rows_.Clear(); }

 private:
  struct Row {
    bool known = false;
    Family family;
    Slot slot = 0;
  };

  void Add(Registry& registry, std::string_view field, Row* row);

  File file_;
  std::optional<std::regex> fields_;
  RowTable<Row> rows_;
};

}  // namespace weir::linux_plugin

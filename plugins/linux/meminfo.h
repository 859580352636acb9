// /proc/meminfo: what memory is used for.
#pragma once

#include <string>
#include <string_view>

#include "group.h"
#include "row_table.h"

namespace weir::linux_plugin {

struct MeminfoLine {
  std::string_view field;  // "Active(anon)"
  bool is_memory;          // false: a number of pages or the like
  uint64_t value;          // in bytes if is_memory
};

// "Active(anon):   1548 kB" or "HugePages_Total:   0"; false if it is not of that form.
bool ParseMeminfoLine(std::string_view line, MeminfoLine* parsed);

// "node_memory_Active_anon_bytes"
std::string MeminfoName(std::string_view field, bool is_memory);

// What a field means, for people.
std::string MeminfoHelp(std::string_view field, bool is_memory);

// Shows every field, whatever it is called.
class MeminfoGroup final : public Group {
 public:
  explicit MeminfoGroup(const Setup& setup) : file_(setup.roots.procfs + "/meminfo") {}

  void Describe(Registry&) override {}
  void Collect(const Round& round) override;
  void Forget() override { rows_.Clear(); }

 private:
  struct Row {
    bool known = false;
    Family family;
    Slot slot = 0;
  };

  void Add(Registry& registry, const MeminfoLine& line, Row* row);

  File file_;
  RowTable<Row> rows_;
};

}  // namespace weir::linux_plugin

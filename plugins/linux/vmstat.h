// /proc/vmstat: counters of the memory management.
#pragma once

#include <optional>
#include <regex>
#include <string>
#include <string_view>
#include <vector>

#include "group.h"

namespace weir::linux_plugin {

struct VmstatLine {
  std::string_view field;
  uint64_t value;
};

// "pgfault 2179991"; false if it is not of that form.
bool ParseVmstatLine(std::string_view line, VmstatLine* parsed);

// Shows the fields that the pattern /vmstat/fields matches.  They are few among many, and a kernel
// writes the same fields in the same order for as long as it runs: so the lines of those that are
// shown are found once, and others are passed over.  The kernel makes this file line by line as it
// is read, so what stands behind the last of them is not read at all.
class VmstatGroup final : public Group {
 public:
  explicit VmstatGroup(const Setup& setup);

  void Describe(Registry&) override {}
  void Collect(const Round& round) override;
  void Forget() override;

 private:
  struct Field {
    size_t line;
    std::string name;
    Family family;
    Slot slot;
    uint64_t value;
  };

  bool Read(Registry& registry);
  bool ReadFields();
  void FindFields(Registry& registry, std::string_view text);
  Field Add(Registry& registry, const VmstatLine& parsed, size_t line);

  File file_;
  std::optional<std::regex> pattern_;
  std::vector<Field> fields_;
  size_t enough_ = File::kAll;  // bytes that have all fields_; kAll if they are not known yet
  std::string malformed_;       // a line that was met when the fields were looked for
};

}  // namespace weir::linux_plugin

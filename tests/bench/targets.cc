#include "targets.h"

#include "text_table.h"

namespace weir::bench {

void Targets::AtLeast(const std::string& what, double target, std::optional<double> measured) {
  Add(what, "at least " + Short(target), measured, measured && *measured >= target);
}

void Targets::AtMost(const std::string& what, double target, std::optional<double> measured) {
  Add(what, "at most " + Short(target), measured, measured && *measured <= target);
}

void Targets::Add(const std::string& what, const std::string& target,
                  std::optional<double> measured, bool reached) {
  lines_.push_back({what, target, measured ? Short(*measured) : "not measured", reached});
  reached_ = reached_ && reached;
}

std::string Targets::Print() const {
  TextTable table({"target", "wanted", "measured", "reached"}, 2);
  for (const Line& line : lines_) {
    table.Add({line.what, line.target, line.measured, line.reached ? "yes" : "NO"});
  }
  return table.Print();
}

}  // namespace weir::bench

// What the benchmarks have to reach, looked at by --check alone.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace weir::bench {

// What a benchmark exits with.
enum ExitCode { kRight = 0, kWrongPage = 1, kTargetMissed = 3 };

class Targets {
 public:
  // measured: nothing if this run did not measure it, which reaches no target.
  void AtLeast(const std::string& what, double target, std::optional<double> measured);
  void AtMost(const std::string& what, double target, std::optional<double> measured);

  bool reached() const { return reached_; }
  // A table with a line for each.
  std::string Print() const;

 private:
  struct Line {
    std::string what, target, measured;
    bool reached;
  };
  void Add(const std::string& what, const std::string& target, std::optional<double> measured,
           bool reached);

  std::vector<Line> lines_;
  bool reached_ = true;
};

}  // namespace weir::bench

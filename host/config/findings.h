// What is wrong with one source, gathered in any order and handed out in the order of the file.
#pragma once

#include <string>
#include <vector>

#include "config/configuration.h"
#include "config/source.h"

namespace weir::config {

class Findings {
 public:
  // The source outlives the findings.
  explicit Findings(const Source& source) : source_(source) {}

  // A position outside the text is moved to the nearest one inside.
  void Add(Position position, std::string message);

  // Forgets all: what follows explains it better.
  void Clear() { findings_.clear(); }
  bool empty() const { return findings_.empty(); }

  std::vector<Finding> InOrder() const;

  Place PlaceOf(Position position) const;

 private:
  const Source& source_;
  std::vector<Finding> findings_;
};

}  // namespace weir::config

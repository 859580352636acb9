// `include:`, further files that list collectors, such as the pieces that packages of plugins
// bring.
#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "config/collectors.h"
#include "config/configuration.h"
#include "config/map_reader.h"
#include "config/reading.h"

namespace weir::config {

class Inclusion {
 public:
  // main: the file whose collectors come first.
  Inclusion(const std::string& main, CollectorList& collectors);

  // Reads what `include:` of one file names, if it is there: for each path or pattern, in the
  // order of their letters, the collectors of each file and then what that includes.  Each file is
  // read once.
  void Follow(MapReader& map, Reading& reading);

  // Those of the files that were included, file by file.
  std::vector<Finding> TakeFindings() { return std::move(findings_); }
  // Absolute, symbolic links as they are.
  std::vector<std::string> TakeFiles() { return std::move(files_); }
  std::vector<std::string> TakePatterns() { return std::move(patterns_); }
  // Those of the files without a byte.
  std::set<std::string> TakeEmptyFiles() { return std::move(empty_files_); }

 private:
  // Where in `include:` a file is named.
  struct Mention {
    Position position;
    Reading& reading;
    void Report(const std::string& message) const;
  };

  void IncludeAll(const Node& node, Reading& reading);
  void Include(const std::string& file, const Mention& mention);
  bool IsToBeRead(const std::string& file, const std::string& path, const Mention& mention) const;
  void Read(const std::string& file, const std::string& text, References& references);
  void ReadPiece(const Node& root, Reading& reading);

  const std::string main_;
  CollectorList& collectors_;
  std::vector<std::string> chain_;  // resolved: the main file to the one that is being read
  std::set<std::string> read_;      // resolved
  std::vector<std::string> files_, patterns_;
  std::set<std::string> empty_files_;
  std::vector<Finding> findings_;
  size_t bytes_ = 0;
};

}  // namespace weir::config

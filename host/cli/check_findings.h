// What `weir check` has to say, for people or for machines.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "config/configuration.h"

namespace weir::cli {

class CheckFindings {
 public:
  // file: the configuration that is checked.
  explicit CheckFindings(std::string file) : file_(std::move(file)) {}

  // What is wrong.  A message begins with the place, if that is known, or has none.
  void Add(const config::Finding& finding) { Put(finding, "error"); }
  void Add(const config::Collector& collector, const config::Place& place,
           const std::string& message);
  // A message that may begin with one of the collector's own places.
  void Add(const config::Collector& collector, const std::string& message);
  void Add(const std::string& message) { Put({{file_, 0, 0}, message, ""}, "error"); }

  // What is good to know and nothing is wrong with.
  void Note(const std::string& message) { Put({{file_, 0, 0}, message, ""}, "info"); }

  // Of what is wrong.
  size_t count() const;

  // One after the other, as they were added.
  std::string ForPeople() const;
  std::vector<std::string> Notes() const;
  // An array of objects: file, line, column, collector, message, severity.
  std::string AsJson() const;

 private:
  struct Entry {
    config::Finding finding;
    std::string severity;
  };
  void Put(config::Finding finding, const char* severity) {
    entries_.push_back({std::move(finding), severity});
  }

  const std::string file_;
  std::vector<Entry> entries_;
};

}  // namespace weir::cli

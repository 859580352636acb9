// The list `collectors:` and the map `defaults:` that its elements start from.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "config/configuration.h"
#include "config/map_reader.h"
#include "config/reading.h"
#include "config/settings.h"

namespace weir::config {

// NULL: no defaults but the compiled-in ones.
Collector ReadDefaults(const Node* node, Reading& reading);

// The collectors of all files, in the order in which they are added.
class CollectorList {
 public:
  explicit CollectorList(Collector defaults) : defaults_(std::move(defaults)) {}

  // What one file lists; NULL for nothing.  What is wrong is reported; the elements that are maps
  // are added nevertheless, but for those with `enabled: false`.
  void Add(const Node* list, Reading& reading);

  std::vector<Collector> Take() { return std::move(collectors_); }

 private:
  void AddOne(const Node& node, size_t index, Reading& reading);
  void ReadAll(MapReader& map, const Node& node, Reading& reading, Collector& collector);
  void ReadName(MapReader& map, Reading& reading, Collector& collector);
  void Register(MapReader& map, Position position, const Place& place, const std::string& name,
                bool by_default);

  Collector defaults_;
  bool enabled_ = true;  // the one that is being read
  std::vector<Collector> collectors_;
  std::map<std::string, Place> names_;
};

}  // namespace weir::config

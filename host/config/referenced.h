// Which values of a configuration stand elsewhere, so that they can be left out where it is shown.
#pragma once

#include <set>
#include <string>

#include "config/node.h"

namespace weir::config {

using Pointers = std::set<std::string>;  // JSON Pointers

// Adds the pointer of each {file: PATH} and {env: NAME} in the node, whose own pointer is given.
void AddReferenced(const Node& node, const std::string& pointer, Pointers& referenced);

// Those of a collector: its own, and those of `defaults` that it does not overwrite.
Pointers ReferencedOf(const Node& collector, Pointers defaults);

}  // namespace weir::config

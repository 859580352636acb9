// From a text to the tree of one YAML document, within the limits on depth and number of values.
//  Together with the node builder it is all that knows yaml-cpp.
#pragma once

#include <optional>

#include "config/findings.h"
#include "config/node.h"
#include "config/source.h"

namespace weir::config {

// kNull for a text without a document.  Nothing where the text cannot be read to its end, which is
// then the one finding, or the last; duplicate keys, aliases and the like leave findings and a
// tree.
std::optional<Node> ParseDocument(const Source& source, Findings& findings);

}  // namespace weir::config

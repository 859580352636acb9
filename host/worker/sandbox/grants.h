// Which paths Landlock has to grant so that some below them are not: it can only grant.
#pragma once

#include <string>
#include <vector>

namespace weir::sandbox {

// An absolute path without symbolic links.
struct Grant {
  std::string path;
  bool whole = true;  // with all that is below; otherwise the names in this folder and below
};

// The path without symbolic links; as much of it as exists.
std::string Resolved(const std::string& path);

// Whether owner and mode of the path, or of a folder on the way to it, keep it from this process
// for good: it is not the owner.  REQUIRES: Resolved
bool KeptByMode(const std::string& path);

// The root as a whole if nothing below it is forbidden.  Otherwise its entries one by one, down to
// the forbidden ones; symbolic links among them are left to what they point to.  Of a folder on
// that way with more than 1024 entries, only those that lead to a forbidden path are looked at.
// What appears in such a folder later is not granted.
// Nothing for a root that is forbidden itself; one that lies below a forbidden path is granted.
// All paths are Resolved.
std::vector<Grant> GrantsOf(const std::string& root, const std::vector<std::string>& forbidden);

}  // namespace weir::sandbox

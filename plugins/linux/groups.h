// All groups, by name.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "group.h"

namespace weir::linux_plugin {

// Makes the groups that the configuration wants: all of them, those of /include, or all but those
// of /exclude.  The others are made and thrown away, so that the configuration of a group that is
// switched off is checked as well.
// Throws Error with the path of a name that is none, with the nearest one as a suggestion; of both
// lists; or of a value that a group refuses.
std::vector<std::unique_ptr<Group>> MakeGroups(const Setup& setup);

// The one of the words, each shorter than 32 bytes, that is typed like `word`: at most two letters
// are different; empty if there is none.
std::string_view Nearest(std::string_view word, const std::vector<std::string_view>& words);

}  // namespace weir::linux_plugin

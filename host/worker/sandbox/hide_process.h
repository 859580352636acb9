// For the host, which holds secrets.
#pragma once

namespace weir::sandbox {

// Other processes of the same user cannot trace this one from now on, nor read its memory,
// environment and descriptors in /proc; it leaves no core.  Not inherited by programs it starts.
void HideProcess();

}  // namespace weir::sandbox

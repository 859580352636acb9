#include "worker/sandbox/hide_process.h"

#include <sys/prctl.h>

namespace weir::sandbox {

// Cannot fail: 0 is always a valid value (prctl(2)).
void HideProcess() { prctl(PR_SET_DUMPABLE, 0UL, 0UL, 0UL, 0UL); }

}  // namespace weir::sandbox

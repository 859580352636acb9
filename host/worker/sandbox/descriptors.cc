#include "worker/sandbox/descriptors.h"

#include <unistd.h>

#include <algorithm>
#include <vector>

namespace weir::sandbox {

void CloseOthers(std::span<const int> kept) {
  std::vector<int> sorted(kept.begin(), kept.end());
  std::sort(sorted.begin(), sorted.end());
  int next = 3;
  for (const int fd : sorted) {
    for (; next < fd; ++next) close(next);
    next = std::max(next, fd + 1);
  }
  closefrom(next);
}

}  // namespace weir::sandbox

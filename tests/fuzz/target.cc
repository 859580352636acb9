#include "target.h"

#include <cstdio>
#include <cstdlib>

namespace weir::fuzz {

void Report(const char* file, int line, const std::string& what) {
  fprintf(stderr, "%s:%d: %s\n", file, line, what.c_str());
  std::abort();
}

}  // namespace weir::fuzz

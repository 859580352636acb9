#include "worker/workshop.h"

#include <signal.h>
#include <unistd.h>

#include <utility>

namespace weir::worker {

Result<std::unique_ptr<Workshop>> Workshop::Open(const std::string& path) {
  auto executable = Executable::Open(path);
  if (!executable) return Fail(executable.error().message);
  return std::unique_ptr<Workshop>(new Workshop(std::move(*executable)));
}

Workshop::Workshop(Executable executable) : executable_(std::move(executable)) {
  // Ignored, as a parent may have left it, it would keep the kernel from telling how a child ended.
  signal(SIGCHLD, SIG_DFL);
  if (getpid() == 1) loop_.Post([this] { strangers_.Begin(); });
}

}  // namespace weir::worker

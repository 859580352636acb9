#include "cli/stop.h"

#include <unistd.h>

#include <cstdio>
#include <future>
#include <memory>

namespace weir::cli {

void StopOrLeave(collect::Fleet& fleet, std::chrono::milliseconds patience, int code) {
  const auto gone = std::make_shared<std::promise<void>>();
  auto future = gone->get_future();
  fleet.Stop([gone] { gone->set_value(); });
  if (future.wait_for(patience) == std::future_status::ready) return;
  fflush(nullptr);
  _exit(code);
}

}  // namespace weir::cli

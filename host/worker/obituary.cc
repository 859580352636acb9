#include "worker/obituary.h"

#include <string.h>

namespace weir::worker {
namespace {

std::string SignalName(int signal) {
  const char* const name = sigabbrev_np(signal);
  return name == nullptr ? "signal " + std::to_string(signal) : "SIG" + std::string(name);
}

}  // namespace

std::string Obituary(const Exit& exit, const std::optional<wire::Crash>& crash, wire::Call call,
                     std::string_view file) {
  if (!exit.by_signal) {
    return "its worker exited with status " + std::to_string(exit.code) + " " +
           std::string(Where(call));
  }
  const bool knows = crash && crash->signal == exit.code;
  return "its worker died of " + SignalName(exit.code) + " " +
         std::string(Where(knows ? crash->call : call)) + (knows ? Place(*crash, file) : "");
}

std::optional<wire::Crash> LastWords(std::string_view bytes) {
  std::optional<wire::Crash> last;
  for (; bytes.size() >= sizeof(wire::Crash); bytes.remove_prefix(sizeof(wire::Crash))) {
    const auto crash = wire::ReadCrash(bytes);
    if (!crash) break;
    last = crash;
  }
  return last;
}

}  // namespace weir::worker

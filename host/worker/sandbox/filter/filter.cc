#include "worker/sandbox/filter/filter.h"

#include "worker/sandbox/filter/program.h"
#include "worker/sandbox/filter/rules.h"

namespace weir::sandbox {

Result<std::string> CompileFilter(const Policy& policy) {
  if (policy.level == Level::kOff) return std::string();
  Program program;
  RefuseAdministration(program);
  RefuseInspection(policy, program);
  RefuseUncountedMemory(policy, program);
  RefuseProcesses(policy, program);
  RefuseSignals(policy, program);
  RefuseMetadata(policy, program);
  RefuseSockets(policy, program);
  if (policy.level == Level::kStrict) RefuseRarities(program);
  return program.Export();
}

}  // namespace weir::sandbox

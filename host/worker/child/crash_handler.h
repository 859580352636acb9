// The worker's last words: a signal that ends it is written to a pipe, with what was being called
// and where in the plugin it happened, before the process dies of it.
#pragma once

#include <string_view>

#include "worker/wire/crash.h"

namespace weir::child {

// Installs the handlers, for this thread on a stack of their own.  Called once, on the main thread.
void CatchCrashes(int pipe);

// What the loader will call the plugin's file.
void NamePlugin(std::string_view name);
// Looks up where it has been mapped.
void LocatePlugin();

// What the process is at from now on.  Wipes 16 KiB of the stack below, so that a crash in a call
// of the plugin is not placed where an earlier one has been.
void Enter(wire::Call call);

// What it is at for the life of the object, and nothing afterwards.
class During {
 public:
  explicit During(wire::Call call) { Enter(call); }
  ~During() { Enter(wire::Call::kNone); }
  During(const During&) = delete;
  During& operator=(const During&) = delete;
};

}  // namespace weir::child

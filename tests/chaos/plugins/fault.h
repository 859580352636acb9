// What one mode of the chaos plugin does, and what it has to do it with.
#pragma once

#include <string>
#include <vector>

#include "weir/plugin.h"

namespace weir::chaos {

enum class When { kCreate, kDescribe, kCollect, kDestroy, kEndOfProcess };

// What a fault came to, if it came back.
enum class Aftermath {
  kNone,    // nothing that reaches beyond the plugin
  kHarm,    // it did what no plugin may: the gauge chaos_harm says so
  kFailure  // the plugin cannot go on: the collection fails
};

struct Scene {
  const weir_host* host = nullptr;
  const weir_sink* sink = nullptr;  // in collect alone
  std::string secret_file;          // that no plugin may read
  std::string hanging_file;         // that never opens
};

struct Fault {
  const char* mode;
  When when;
  Aftermath (*act)(const Scene& scene);
};

// One function for each kind of fault, and its file.
std::vector<Fault> Deaths();
std::vector<Fault> Hangs();
std::vector<Fault> Bombs();
std::vector<Fault> Attacks();
std::vector<Fault> Disturbances();
std::vector<Fault> Floods();
std::vector<Fault> Thefts();

// Of all kinds; null if there is none of that name.
const Fault* FindFault(const std::string& mode);

}  // namespace weir::chaos

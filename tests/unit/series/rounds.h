#pragma once

namespace weir {

// How often a property is tried: a fifth in a debug build, whose sanitizers make it ten times as
// slow.
constexpr int Rounds(int rounds) {
#ifdef NDEBUG
  return rounds;
#else
  return rounds / 5;
#endif
}

}  // namespace weir

// glibc's malloc as a process wants it that runs for months: what was freed is everybody's again.
#pragma once

namespace weir::cli {

// Begins the process anew, once, with one arena and without caches for each thread.  These keep
// what a thread has freed for its next of that size, chunk by chunk on pages of their own, and fill
// up over days; the way to say so is the environment of a program that starts (glibc's manual,
// "Memory Allocation Tunables").  Does nothing where the operator has set GLIBC_TUNABLES or
// MALLOC_ARENA_MAX, and in builds with sanitizers, which have a malloc of their own.  Before any
// thread is there.
void BeginWithLeanMalloc(const char* const* argv);

}  // namespace weir::cli

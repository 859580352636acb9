#include "worker/child/crash_handler.h"

#include <link.h>
#include <pthread.h>
#include <signal.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdint>
#include <cstring>

namespace weir::child {
namespace {

using wire::Call;
using wire::Crash;

constexpr std::array kSignals = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGSYS};

struct Range {
  uintptr_t begin = 0;
  uintptr_t end = 0;
  bool Has(uintptr_t address) const { return address >= begin && address < end; }
};

// All that the handler needs, in place before it can be called.
struct State {
  int pipe = -1;
  std::atomic<Call> call = Call::kNone;
  std::atomic_flag dying = ATOMIC_FLAG_INIT;
  char plugin[4096] = "";
  uintptr_t base = 0;  // 0: not known
  Range code;          // of the plugin
  Range stack;         // of the main thread, and where it begins
  const char* stack_begin = nullptr;
};
State state;

// Its own stack, because the usual cause of a SIGSEGV without one is the end of the other.
alignas(16) char handler_stack[size_t{64} << 10];

int Locate(dl_phdr_info* info, size_t, void*) {
  if (state.plugin[0] == '\0' || strcmp(info->dlpi_name, state.plugin) != 0) return 0;
  for (int i = 0; i < info->dlpi_phnum; ++i) {
    const auto& segment = info->dlpi_phdr[i];
    if (segment.p_type != PT_LOAD || (segment.p_flags & PF_X) == 0) continue;
    state.code.begin = info->dlpi_addr + segment.p_vaddr;
    state.code.end = state.code.begin + segment.p_memsz;
    break;
  }
  state.base = info->dlpi_addr;
  return 1;
}

struct Registers {
  uintptr_t pc = 0;
  uintptr_t sp = 0;
};

Registers RegistersOf(const void* context) {
  [[maybe_unused]] const auto& machine = static_cast<const ucontext_t*>(context)->uc_mcontext;
#if defined(__x86_64__)
  return {static_cast<uintptr_t>(machine.gregs[REG_RIP]),
          static_cast<uintptr_t>(machine.gregs[REG_RSP])};
#elif defined(__aarch64__)
  return {machine.pc, machine.sp};
#else
  return {};
#endif
}

void Write(const Crash& crash) {
  [[maybe_unused]] const ssize_t written = write(state.pipe, &crash, sizeof crash);
}

// The innermost address on the stack that could be a return into the plugin: a guess, which is
// right unless the stack has an older one lying about.
__attribute__((no_sanitize("address"))) uintptr_t ReturnIntoPlugin(uintptr_t sp) {
  constexpr uintptr_t kMostBytes = 64 << 10;
  if (!state.stack.Has(sp)) return 0;
  const uintptr_t end = std::min(state.stack.end, sp + kMostBytes);
  for (uintptr_t at = (sp + 7) & ~uintptr_t{7}; at + sizeof(uintptr_t) <= end; at += 8) {
    const char* const place = state.stack_begin + (at - state.stack.begin);
    const auto word = *reinterpret_cast<const uintptr_t*>(place);
    if (state.code.Has(word)) return word;
  }
  return 0;
}

void Report(int signal, const Registers& registers) {
  // The lists of the loader may be in use right now, but a start has a deadline.
  if (state.base == 0) dl_iterate_phdr(Locate, nullptr);
  Crash crash;
  crash.signal = signal;
  crash.call = state.call;
  const bool inside = state.code.Has(registers.pc);
  if (inside) {
    crash.found = 1;
    crash.offset = registers.pc - state.base;
  }
  Write(crash);
  if (inside) return;
  // Second, since to read that stack may be one fault too many.
  const uintptr_t caller = ReturnIntoPlugin(registers.sp);
  if (caller == 0) return;
  crash.found = 2;
  crash.offset = caller - 1 - state.base;  // in the call, which may be the last of its function
  Write(crash);
}

extern "C" void OnCrash(int signal, siginfo_t*, void* context) {
  if (!state.dying.test_and_set()) Report(signal, RegistersOf(context));
  // It is blocked until this returns, and then ends the process.
  ::signal(signal, SIG_DFL);
  syscall(SYS_tgkill, getpid(), syscall(SYS_gettid), signal);
}

void FindStackOfThisThread() {
  pthread_attr_t attributes;
  void* begin = nullptr;
  size_t size = 0;
  if (pthread_getattr_np(pthread_self(), &attributes) != 0) return;
  pthread_attr_getstack(&attributes, &begin, &size);
  pthread_attr_destroy(&attributes);
  const auto at = reinterpret_cast<uintptr_t>(begin);
  state.stack = {at, at + size};
  state.stack_begin = static_cast<const char*>(begin);
}

}  // namespace

void CatchCrashes(int pipe) {
  state.pipe = pipe;
  FindStackOfThisThread();
  stack_t stack{};
  stack.ss_sp = handler_stack;
  stack.ss_size = sizeof handler_stack;
  sigaltstack(&stack, nullptr);
  struct sigaction action {};
  action.sa_sigaction = OnCrash;
  action.sa_flags = SA_SIGINFO | SA_ONSTACK;
  for (const int signal : kSignals) sigaction(signal, &action, nullptr);
}

void NamePlugin(std::string_view name) {
  const size_t size = std::min(name.size(), sizeof state.plugin - 1);
  memcpy(state.plugin, name.data(), size);
  state.plugin[size] = '\0';
}

void LocatePlugin() { dl_iterate_phdr(Locate, nullptr); }

namespace {

// What earlier calls have left where the next one will have its stack: their addresses would be
// taken for its own.
__attribute__((noinline)) void WipeStackBelow() {
  std::array<char, 16 << 10> below;
  explicit_bzero(below.data(), below.size());
}

}  // namespace

void Enter(Call call) {
  state.call = call;
  if (call != Call::kNone) WipeStackBelow();
}

}  // namespace weir::child

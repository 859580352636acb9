// Speaks as a worker does, until it misbehaves as its first argument says.
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "worker/sandbox/report.h"
#include "worker/wire/answers.h"
#include "worker/wire/crash.h"
#include "worker/wire/decoder.h"
#include "worker/wire/definitions.h"
#include "worker/wire/orders.h"
#include "worker/wire/values.h"

namespace weir::wire {
namespace {

[[noreturn]] void Hang() {
  for (;;) pause();
}

class Fake {
 public:
  explicit Fake(std::string mode) : mode_(std::move(mode)) {}

  Result<void> Obey(const Frame& order) {
    if (order.type == Type::kStart) Start(ReadStart(order.payload).value());
    if (order.type == Type::kCollect) Collect();
    if (order.type == Type::kStop) Stop();
    return {};
  }

 private:
  bool Is(std::string_view mode) const { return mode_ == mode; }

  void Start(const weir::wire::Start& start) {
    if (Is("start_hangs")) Hang();
    if (Is("start_exits")) _exit(3);
    if (Is("start_dies")) raise(SIGKILL);
    if (Is("start_garbage")) SendBytes(std::string(4096, 'x'));
    if (Is("start_half_header")) HalfAHeader();
    if (Is("start_long")) LongFrame();
    if (Is("start_refuses") || Is("start_refuses_and_hangs")) Refuse();
    AddHello(out_, {Is("start_version") ? 99 : kProtocolVersion, "fake", "1.0",
                    Is("start_sandbox") ? "" : sandbox::Encode(sandbox::Report())});
    AddFamily(out_, 1, {series::Type::kGauge, "g", "", "", {"n"}, {}, {}});
    for (series::Slot slot = 1; slot <= 4; ++slot) {
      const std::string label = std::to_string(slot);
      const std::array<std::string_view, 1> values = {label};
      AddSeries(out_, slot, 1, values);
    }
    if (Is("start_floods")) Flood();
    AddEnd(out_, {});
    host_ = start.host;
    Flush();
    if (Is("idle_dies_soon")) {
      Drip("", 0);
      raise(SIGKILL);
    }
  }

  void Collect() {
    ++collections_;
    if (Is("collect_hangs")) Hang();
    if (Is("collect_exits")) _exit(0);
    if (Is("collect_crashes")) Crash();
    if (Is("collect_garbage")) SendBytes(std::string(1000, '\0'));
    if (Is("collect_floods")) Flood();
    if (Is("collect_floods_log")) FloodLog();
    if (Is("collect_closes_socket")) {
      close(kControlFd);
      Hang();
    }
    if (Is("collect_stops_itself")) raise(SIGSTOP);
    std::vector<double> values = {collections_, 0, 0, 0};
    if (Is("describes_itself")) values = Description();
    if (Is("collect_forks")) values[1] = Child();
    RunWriter(out_).Add({1, values, {}});
    AddEnd(out_, {});
    if (Is("collect_drips")) {
      Drip(out_.bytes(), 200);
      out_.Clear();
    }
    Flush();
    if (Is("idle_dies")) raise(SIGKILL);
    if (Is("idle_exits")) _exit(7);
    if (Is("idle_speaks")) {
      AddEnd(out_, {});
      Flush();
    }
    if (Is("collect_forks")) Crash();
  }

  [[noreturn]] void Stop() {
    if (Is("stop_hangs")) Hang();
    _exit(Is("stop_fails") ? 1 : 0);
  }

  [[noreturn]] void Refuse() {
    End end;
    end.outcome = {WEIR_E_INVALID, "does not like it", 0, {}};
    AddEnd(out_, end);
    Flush();
    if (Is("start_refuses_and_hangs")) Hang();
    _exit(0);
  }

  [[noreturn]] static void HalfAHeader() {
    SendBytes(std::string("\x57\x45\x49\x52\0\0", 6));
    Hang();
  }
  [[noreturn]] static void LongFrame() {
    const Header header = {kMagic, static_cast<uint32_t>(Type::kAddFamily), UINT32_MAX, 0};
    SendBytes({reinterpret_cast<const char*>(&header), sizeof header});
    Hang();
  }
  [[noreturn]] void Flood() {
    const std::vector<double> values(4);
    for (;;) {
      if (collections_ > 0) RunWriter(out_).Add({1, values, {}});
      AddLog(out_, {WEIR_LOG_DEBUG, 0, std::string(1000, 'x')});
      Flush();
    }
  }
  [[noreturn]] void FloodLog() {
    for (;;) {
      AddLog(out_, {WEIR_LOG_ERROR, 0, "again"});
      Flush();
    }
  }
  [[noreturn]] static void Crash() {
    weir::wire::Crash crash;
    crash.signal = SIGSEGV;
    crash.call = Call::kCollect;
    crash.found = 1;
    crash.offset = 0xabc;
    [[maybe_unused]] const ssize_t written = write(kCrashFd, &crash, sizeof crash);
    signal(SIGSEGV, SIG_DFL);  // a sanitizer would explain it
    raise(SIGSEGV);
    Hang();
  }

  // Open descriptors as bits; the host is the parent; no signal is blocked; a group of its own.
  std::vector<double> Description() const {
    uint64_t open = 0;
    for (int fd = 0; fd < 48; ++fd) {
      if (IsOpen(fd)) open |= uint64_t{1} << fd;
    }
    sigset_t blocked;
    sigprocmask(SIG_BLOCK, nullptr, &blocked);
    const bool none = sigisemptyset(&blocked) == 1;
    return {static_cast<double>(open), getppid() == host_ ? 1.0 : 0.0, none ? 1.0 : 0.0,
            getpgrp() == getpid() ? 1.0 : 0.0};
  }
  static bool IsOpen(int fd) {
    const int copy = dup(fd);
    if (copy >= 0) close(copy);
    return copy >= 0;
  }

  static double Child() {
    const pid_t child = fork();
    if (child == 0) Hang();
    return child;
  }

  void Flush() {
    SendBytes(out_.bytes());
    out_.Clear();
  }
  static void SendBytes(const std::string& bytes) {
    for (size_t done = 0; done < bytes.size();) {
      const ssize_t count =
          send(kControlFd, bytes.data() + done, bytes.size() - done, MSG_NOSIGNAL);
      if (count <= 0) _exit(9);
      done += static_cast<size_t>(count);
    }
  }
  // Byte by byte, with some time between them.
  static void Drip(const std::string& bytes, unsigned microseconds) {
    for (const char byte : bytes) {
      SendBytes(std::string(1, byte));
      usleep(microseconds);
    }
  }

  const std::string mode_;
  Encoder out_;
  double collections_ = 0;
  pid_t host_ = 0;
};

[[noreturn]] void Serve(const std::string& mode) {
  if (mode == "prints") {
    for (int i = 0; i < 3; ++i) printf("line %d\n", i);
    printf("and no end");
    fflush(stdout);
    fputs("of it\n", stderr);
  }
  Fake fake(mode);
  Decoder decoder(Sender::kHost);
  std::array<char, 4096> buffer;
  for (;;) {
    const ssize_t count = recv(kControlFd, buffer.data(), buffer.size(), 0);
    if (count <= 0) _exit(0);
    const auto obeyed = decoder.Feed({buffer.data(), static_cast<size_t>(count)},
                                     [&](const Frame& order) { return fake.Obey(order); });
    if (!obeyed) _exit(8);
  }
}

}  // namespace
}  // namespace weir::wire

int main(int, char** argv) { weir::wire::Serve(argv[1]); }

// Faults that say too much, or what is no word of the protocol.
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <random>

#include "fault.h"

namespace weir::chaos {
namespace {

constexpr size_t kEnoughText = size_t{64} << 20;  // also where it goes to a disk
constexpr uint32_t kSeries = 5'000'000;
constexpr uint32_t kChurn = 1000;  // series of each collection
// Of the conversation between host and worker.
constexpr int kControl = 3;
constexpr uint32_t kMagic = 0x52494557, kValues = 20, kLog = 23;

Aftermath Flood(int fd) {
  static size_t written = 0;
  const std::string line = std::string(4095, 'x') + "\n";
  while (written < kEnoughText) {
    const ssize_t count = write(fd, line.data(), line.size());
    if (count <= 0) break;
    written += static_cast<size_t>(count);
  }
  return Aftermath::kNone;
}

Aftermath FloodStdout(const Scene&) { return Flood(STDOUT_FILENO); }
Aftermath FloodStderr(const Scene&) { return Flood(STDERR_FILENO); }

Aftermath WriteGarbage(const Scene&) {
  std::minstd_rand random(1);
  std::string bytes(65536, '\0');
  for (char& byte : bytes) byte = static_cast<char>(random());
  for (int fd = 0; fd < 1024; ++fd) {
    const int flags = fcntl(fd, F_GETFL);
    if (flags < 0) continue;
    fcntl(fd, F_SETFL, flags | O_NONBLOCK);
    if (write(fd, bytes.data(), bytes.size()) < 0) continue;
  }
  return Aftermath::kNone;
}

bool IsSocket(int fd) {
  struct stat status = {};
  return fstat(fd, &status) == 0 && S_ISSOCK(status.st_mode);
}

struct Header {
  uint32_t magic, type, length, sequence;
};

void Say(const void* bytes, size_t size) {
  if (IsSocket(kControl)) send(kControl, bytes, size, MSG_NOSIGNAL);
}

Aftermath WrongLengths(const Scene&) {
  const Header header = {kMagic, kValues, UINT32_MAX, 0};
  Say(&header, sizeof header);
  return Aftermath::kNone;
}

// The head of a frame byte by byte, then nothing more of it.
Aftermath SlowDrip(const Scene&) {
  const Header header = {kMagic, kLog, 256, 0};
  const char* const bytes = reinterpret_cast<const char*>(&header);
  for (size_t i = 0; i + 1 < sizeof header; ++i) {
    Say(bytes + i, 1);
    usleep(50'000);
  }
  for (;;) pause();
}

weir_family Gauge(const char* name, const weir_str* label) {
  weir_family family{};
  family.size = sizeof family;
  family.type = WEIR_GAUGE;
  family.name = weir_cstr(name);
  family.help = weir_cstr("Series of a flood.");
  family.label_names = label;
  family.label_count = 1;
  return family;
}

// False: the host wants no more of them.
bool AddSeries(const weir_host* host, weir_family_id id, uint64_t number, weir_slot* slot) {
  char text[24];
  const int size = snprintf(text, sizeof text, "%llu", static_cast<unsigned long long>(number));
  const weir_str value = {text, static_cast<size_t>(size)};
  return host->add_series(host, id, &value, 1, slot, nullptr) >= 0;
}

Aftermath FiveMillionSeries(const Scene& scene) {
  const weir_str label = weir_cstr("number");
  const weir_family family = Gauge("chaos_flood", &label);
  weir_family_id id = 0;
  scene.host->add_family(scene.host, &family, &id, nullptr);
  bool all = true;
  for (uint32_t i = 0; i < kSeries; ++i) {
    weir_slot slot = 0;
    all = AddSeries(scene.host, id, i, &slot) && all;
  }
  return all ? Aftermath::kHarm : Aftermath::kFailure;
}

// Other label values at each collection; the old ones are dropped.
Aftermath Churn(const Scene& scene) {
  static uint64_t next = 0;
  static std::vector<weir_slot> slots;
  const weir_str label = weir_cstr("number");
  const weir_family family = Gauge("chaos_churn", &label);
  weir_family_id id = 0;
  if (scene.host->add_family(scene.host, &family, &id, nullptr) < 0) return Aftermath::kFailure;
  for (const weir_slot slot : slots) scene.host->drop_series(scene.host, slot);
  slots.clear();
  for (uint32_t i = 0; i < kChurn; ++i) {
    weir_slot slot = 0;
    if (AddSeries(scene.host, id, ++next, &slot)) slots.push_back(slot);
  }
  const std::vector<double> values(slots.size(), 1);
  scene.sink->push(scene.sink, slots.data(), values.data(), nullptr, slots.size());
  return Aftermath::kNone;
}

}  // namespace

std::vector<Fault> Floods() {
  return {{"stdout_flood", When::kCollect, FloodStdout},
          {"stderr_flood", When::kCollect, FloodStderr},
          {"garbage_on_fds", When::kCollect, WriteGarbage},
          {"wrong_lengths", When::kCollect, WrongLengths},
          {"slow_drip", When::kCollect, SlowDrip},
          {"five_million_series", When::kCollect, FiveMillionSeries},
          {"series_churn", When::kCollect, Churn}};
}

}  // namespace weir::chaos

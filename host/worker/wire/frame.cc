#include "worker/wire/frame.h"

#include <algorithm>
#include <array>

namespace weir::wire {
namespace {

struct Kind {
  Type type;
  Sender sender;
  size_t most_bytes;
  std::string_view name;
};

constexpr size_t kKiB = 1024;

constexpr std::array kKinds = {
    Kind{Type::kStart, Sender::kHost, 16 * kKiB* kKiB, "start"},
    Kind{Type::kCollect, Sender::kHost, 8, "collect"},
    Kind{Type::kStop, Sender::kHost, 0, "stop"},
    Kind{Type::kHello, Sender::kWorker, 4 * kKiB, "hello"},
    Kind{Type::kAddFamily, Sender::kWorker, 16 * kKiB* kKiB, "add family"},
    Kind{Type::kAddSeries, Sender::kWorker, 16 * kKiB* kKiB, "add series"},
    Kind{Type::kDropSeries, Sender::kWorker, 4, "drop series"},
    Kind{Type::kValues, Sender::kWorker, 64 * kKiB, "values"},
    Kind{Type::kTimedValues, Sender::kWorker, 64 * kKiB, "timed values"},
    Kind{Type::kExemplar, Sender::kWorker, 8 * kKiB, "exemplar"},
    Kind{Type::kLog, Sender::kWorker, 8 * kKiB, "log"},
    Kind{Type::kEnd, Sender::kWorker, 256 * kKiB, "end"},
    Kind{Type::kNative, Sender::kWorker, 256 * kKiB, "native histogram"},
    Kind{Type::kCreated, Sender::kWorker, 64 * kKiB, "created"},
    Kind{Type::kSameValues, Sender::kWorker, 0, "same values"},
};

const Kind* Find(Type type) {
  const auto* const found = std::ranges::find(kKinds, type, &Kind::type);
  return found == kKinds.end() ? nullptr : found;
}

}  // namespace

std::string_view Name(Type type) {
  const Kind* const kind = Find(type);
  return kind == nullptr ? "unknown" : kind->name;
}

bool Sends(Sender sender, Type type) {
  const Kind* const kind = Find(type);
  return kind != nullptr && kind->sender == sender;
}

size_t MostBytes(Type type) {
  const Kind* const kind = Find(type);
  return kind == nullptr ? 0 : kind->most_bytes;
}

}  // namespace weir::wire

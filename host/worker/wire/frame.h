// What host and worker say to each other: frames over a stream socket, each a header and a payload
// in the machine's own byte order, for the two are built together.  A frame that is not exactly as
// written here ends the conversation.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace weir::wire {

// Raised with every change of what crosses.
inline constexpr uint32_t kProtocolVersion = 3;

inline constexpr uint32_t kMagic = 0x52494557;  // "WEIR" in memory

enum class Type : uint32_t {
  // host -> worker
  kStart = 1,
  kCollect = 2,
  kStop = 3,
  // worker -> host
  kHello = 16,
  kAddFamily = 17,
  kAddSeries = 18,
  kDropSeries = 19,
  kValues = 20,
  kTimedValues = 21,
  kExemplar = 22,
  kLog = 23,
  kEnd = 24,
  kNative = 25,
  kCreated = 26,
  kSameValues = 27,  // instead of all values: as in the last collection that succeeded
};

enum class Sender { kHost, kWorker };

struct Header {
  uint32_t magic;
  uint32_t type;
  uint32_t length;    // of the payload that follows
  uint32_t sequence;  // counts a sender's frames from 0, and wraps
};
static_assert(sizeof(Header) == 16);

// A whole one; the payload is borrowed.
struct Frame {
  Type type;
  std::string_view payload;
};

// For messages; "unknown" if it is none.
std::string_view Name(Type type);
// Whether that side may send frames of the type.
bool Sends(Sender sender, Type type);
// The most bytes that a payload of the type may have.
size_t MostBytes(Type type);

// What the descriptors of a worker are for.
inline constexpr int kControlFd = 3;
inline constexpr int kCrashFd = 4;
inline constexpr int kPluginFd = 5;  // its bytes; absent if it is loaded by path
inline constexpr int kExecutableFd = 6;

}  // namespace weir::wire

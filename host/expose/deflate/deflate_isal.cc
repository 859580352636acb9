#ifdef WEIR_HAVE_ISAL
#include <isa-l.h>

#include <stdexcept>

#ifdef __x86_64__
#include <immintrin.h>
#endif

#include "expose/deflate/deflate.h"

namespace weir::expose {
namespace {

#ifdef __x86_64__
__attribute__((target("avx"))) void ZeroUpperHalves() { _mm256_zeroupper(); }

// ISA-L leaves the upper halves of the vector registers in use, and while they are, Intel's
// processors take several times as long for all SSE code behind it (Intel, Optimization Reference
// Manual, "Mixing SSE and AVX code").
class UpperHalves {
 public:
  ~UpperHalves() {
    if (kHasThem) ZeroUpperHalves();
  }

 private:
  static inline const bool kHasThem = __builtin_cpu_supports("avx") != 0;
};
#else
class UpperHalves {};
#endif

// The interface lacks a const; the input is only read.
uint8_t* Bytes(std::string_view text) {
  return const_cast<uint8_t*>(reinterpret_cast<const uint8_t*>(text.data()));
}

// Bytes that do not compress are stored, in blocks of 64 KiB with heads of 5 bytes.
size_t MostOf(size_t size) { return size + size / 1024 + 1024; }

// One is enough for all that a thread compresses.
uint8_t* LevelBuffer() {
  thread_local Buffer buffer;
  return reinterpret_cast<uint8_t*>(buffer.Reserve(ISAL_DEF_LVL1_DEFAULT));
}

}  // namespace

void DeflateApart(std::string_view text, Buffer& out) {
  if (text.empty()) return;
  [[maybe_unused]] const UpperHalves upper_halves;
  isal_zstream stream;
  isal_deflate_stateless_init(&stream);
  stream.level = 1;
  stream.level_buf = LevelBuffer();
  stream.level_buf_size = ISAL_DEF_LVL1_DEFAULT;
  stream.flush = FULL_FLUSH;
  stream.end_of_stream = 0;
  stream.next_in = Bytes(text);
  stream.avail_in = static_cast<uint32_t>(text.size());
  char* const room = out.Reserve(MostOf(text.size()));
  stream.next_out = reinterpret_cast<uint8_t*>(room);
  stream.avail_out = static_cast<uint32_t>(MostOf(text.size()));
  if (isal_deflate_stateless(&stream) != COMP_OK || stream.avail_in > 0)
    throw std::runtime_error("isal_deflate_stateless failed");
  out.Advance(reinterpret_cast<const char*>(stream.next_out));
}

uint32_t Crc32(std::string_view text) {
  [[maybe_unused]] const UpperHalves upper_halves;
  return crc32_gzip_refl(0, Bytes(text), text.size());
}

}  // namespace weir::expose
#endif

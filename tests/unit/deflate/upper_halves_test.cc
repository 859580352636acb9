// What ISA-L leaves of the vector registers in use would slow all SSE code behind it.
#ifdef __x86_64__
#include <cpuid.h>
#include <gtest/gtest.h>
#include <immintrin.h>

#include <string>

#include "expose/deflate/deflate.h"

namespace weir::expose {
namespace {

// Whether the processor tells which of its registers are in use (XGETBV with ECX = 1).
bool Tells() {
  unsigned a = 0, b = 0, c = 0, d = 0;
  return __builtin_cpu_supports("avx") && __get_cpuid_count(0xD, 1, &a, &b, &c, &d) &&
         (a & (1u << 2)) != 0;
}

__attribute__((target("xsave"))) bool InUse() {
  constexpr uint64_t kUpperHalves = 1u << 2;
  return (_xgetbv(1) & kUpperHalves) != 0;
}

__attribute__((target("avx"))) void Use() {
  asm volatile("vpcmpeqd %%xmm0, %%xmm0, %%xmm0\n\tvinsertf128 $1, %%xmm0, %%ymm0, %%ymm0" ::
                   : "xmm0");
}

__attribute__((target("avx"))) void Clear() { _mm256_zeroupper(); }

class UpperHalves : public testing::Test {
 protected:
  void SetUp() override {
    if (!Tells()) GTEST_SKIP() << "the processor does not tell";
    Use();
    const bool after_use = InUse();
    Clear();
    if (!after_use || InUse()) GTEST_SKIP() << "the processor does not tell exactly";
  }

  const std::string text_ = std::string(100'000, 'a');
};

TEST_F(UpperHalves, AreNotInUseAfterAChecksum) {
  Crc32(text_);
  EXPECT_FALSE(InUse());
}

TEST_F(UpperHalves, AreNotInUseAfterCompression) {
  Buffer out;
  DeflateApart(text_, out);
  EXPECT_FALSE(InUse());
}

}  // namespace
}  // namespace weir::expose
#endif

// What every fuzz target is made of.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

// Takes one input; whatever is wrong ends the process.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

namespace weir::fuzz {

// The bytes behind `data`, which belong to the fuzzer.
inline std::string_view TextOf(const uint8_t* data, size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

// Prints what is wrong and ends the process, so that the input is kept as a finding.
[[noreturn]] void Report(const char* file, int line, const std::string& what);

}  // namespace weir::fuzz

// what: only made if the condition does not hold.
#define WEIR_REQUIRE(condition, what)                                                \
  do {                                                                               \
    if (!(condition))                                                                \
      ::weir::fuzz::Report(__FILE__, __LINE__, #condition ": " + std::string(what)); \
  } while (false)

// The command lines of the benchmarks: --key VALUE, and --check.
#pragma once

#include <string>
#include <vector>

#include "error/result.h"

namespace weir::bench {

struct BenchOptions {
  std::string weir;         // --weir PATH: the program
  std::string plugins;      // --plugins DIR
  std::string peer;         // --peer PATH: the other program
  std::string promhttp;     // --promhttp PATH: a peer in Go, or empty
  std::string folder;       // --folder DIR: for configurations and logs
  std::string differences;  // --differences FILE
  std::string json;         // --json FILE: where the numbers are written; empty: nowhere
  std::vector<size_t> sizes = {1'000, 10'000, 100'000, 1'000'000};  // --sizes N,N,...
  size_t scrapes = 0;  // --scrapes N of each; 0: as many as the size asks for
  std::string count;   // --count NAME: one encoder, run --turns N times and nothing else
  size_t turns = 0;
  bool check = false;  // --check: missed targets fail
};

Result<BenchOptions> ParseOptions(int argc, char** argv);

}  // namespace weir::bench

// Runs a target on files, for compilers without libFuzzer: the corpus as a test.
//   <target>_replay FILE|FOLDER...
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <vector>

#include "target.h"

namespace {

using std::filesystem::path;

std::vector<path> FilesOf(int argc, char** argv) {
  std::vector<path> files;
  for (int i = 1; i < argc; ++i) {
    if (!std::filesystem::is_directory(argv[i])) {
      files.emplace_back(argv[i]);
      continue;
    }
    for (const auto& entry : std::filesystem::directory_iterator(argv[i]))
      files.push_back(entry.path());
  }
  std::ranges::sort(files);
  return files;
}

// In a buffer of exactly its size, so that a byte too far is seen.
std::vector<uint8_t> BytesOf(const path& file) {
  std::ostringstream bytes;
  bytes << std::ifstream(file, std::ios::binary).rdbuf();
  const std::string text = bytes.str();
  std::vector<uint8_t> exact(text.begin(), text.end());
  exact.shrink_to_fit();
  return exact;
}

}  // namespace

int main(int argc, char** argv) {
  const auto files = FilesOf(argc, argv);
  for (const path& file : files) {
    printf("%s\n", file.c_str());
    fflush(stdout);
    const auto bytes = BytesOf(file);
    LLVMFuzzerTestOneInput(bytes.data(), bytes.size());
  }
  return files.empty() ? 1 : 0;
}

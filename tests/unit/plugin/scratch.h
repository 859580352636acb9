// A directory of a test's own, with animals of the zoo in it.
#pragma once

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <system_error>
#include <vector>

#include "plugin/plugin.h"

namespace weir::plugin {

inline std::vector<std::byte> ReadFile(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  const std::string text = (std::ostringstream() << file.rdbuf()).str();
  const auto* const bytes = reinterpret_cast<const std::byte*>(text.data());
  return {bytes, bytes + text.size()};
}

inline std::vector<std::byte> ZooBytes(const std::string& animal) {
  return ReadFile(std::filesystem::path(WEIR_ZOO) / (animal + ".so"));
}

// Every file of it is new, so that the loader has never seen it.  In /tmp or what TEST_TMPDIR says,
// whose ancestors have to be safe.
class Scratch : public testing::Test {
 protected:
  Scratch() {
    std::string pattern = testing::TempDir() + "weir-plugin-XXXXXX";
    root_ = mkdtemp(pattern.data());
    root_ = std::filesystem::canonical(root_).string();
  }
  ~Scratch() override {
    std::error_code ignored;
    std::filesystem::remove_all(root_, ignored);
  }

  std::string Path(const std::string& name) const { return root_ + "/" + name; }

  std::string MakeDirectory(const std::string& name, mode_t mode = 0755) const {
    std::filesystem::create_directories(Path(name));
    chmod(Path(name).c_str(), mode);
    return Path(name);
  }

  std::string Write(const std::string& name, const std::vector<std::byte>& bytes) const {
    std::ofstream file(Path(name), std::ios::binary);
    file.write(reinterpret_cast<const char*>(bytes.data()),
               static_cast<std::streamsize>(bytes.size()));
    file.close();
    chmod(Path(name).c_str(), 0644);
    return Path(name);
  }

  std::string Write(const std::string& name, const std::string& text) const {
    const auto* const bytes = reinterpret_cast<const std::byte*>(text.data());
    return Write(name, std::vector<std::byte>(bytes, bytes + text.size()));
  }

  // Puts an animal there, under its own name unless another is given.
  std::string Settle(const std::string& animal, std::string name = "") const {
    if (name.empty()) name = animal + ".so";
    return Write(name, ZooBytes(animal));
  }

  Trust Strict() const { return {root_, false}; }
  Trust Unsafe() const { return {root_, true}; }

  // Why it is not loaded, or "" if it is.
  std::string Refusal(const std::string& reference) const {
    const auto plugin = Load(reference, Strict());
    return plugin ? "" : plugin.error().message;
  }

  std::string root_;
};

}  // namespace weir::plugin

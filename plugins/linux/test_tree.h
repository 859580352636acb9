// For tests: a folder of files that a test changes, and the collector on it.
#pragma once

#include <weir/testing.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>

#include "linux.h"

namespace weir::linux_plugin {

inline std::string ReadTestFile(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("cannot read " + path.string());
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

// A copy of testdata/ in a folder of its own, removed at the end.
class TestTree {
 public:
  TestTree() {
    std::string pattern = (std::filesystem::temp_directory_path() / "weir-linux-XXXXXX").string();
    if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no folder for a test");
    root_ = pattern;
    std::filesystem::copy(WEIR_TEST_DATA, root_, std::filesystem::copy_options::recursive);
  }
  ~TestTree() { std::filesystem::remove_all(root_); }
  TestTree(const TestTree&) = delete;
  TestTree& operator=(const TestTree&) = delete;

  void Write(const std::string& name, std::string_view text) const {
    std::filesystem::create_directories((root_ / name).parent_path());
    std::ofstream(root_ / name, std::ios::binary) << text;
  }
  std::string Read(const std::string& name) const { return ReadTestFile(root_ / name); }
  void Remove(const std::string& name) const { std::filesystem::remove_all(root_ / name); }
  void Replace(const std::string& name, std::string_view from, std::string_view to) const {
    std::string text = Read(name);
    size_t at = text.find(from);
    if (at == std::string::npos) throw std::runtime_error("nothing to replace in " + name);
    Write(name, text.replace(at, from.size(), to));
  }

  // The configuration that leads the collector here, with more keys, such as R"("a": 1)".
  std::string Config(const std::string& more = "") const {
    std::string root = root_.string();
    return R"({"procfs": ")" + root + R"(/procfs", "sysfs": ")" + root + R"(/sysfs", "udev": ")" +
           root + R"(/udev", "rootfs": "/nowhere")" + (more.empty() ? "" : ", ") + more + "}";
  }
  std::string path() const { return root_.string(); }

 private:
  std::filesystem::path root_;
};

// The collector with a statfs that tells nothing of the machine on which the test runs.
class FakeLinux final : public LinuxCollector {
 public:
  explicit FakeLinux(const weir::Config& config) : LinuxCollector(config, statfs_call) {}

  // By its path: /nowhere/mnt/gone fails, all others give numbers that are easy to tell apart.
  static int AnswerByPath(const char* path, struct statfs* result) {
    if (std::string_view(path) == "/nowhere/mnt/gone") return ESTALE;
    result->f_bsize = 4096;
    result->f_blocks = 1000000;
    result->f_bfree = 500000;
    result->f_bavail = 400000;
    result->f_files = 65536;
    result->f_ffree = 60000;
    return 0;
  }

  static inline StatfsCall statfs_call = &AnswerByPath;
};

inline constexpr weir_plugin kFakeLinux =
    weir::Descriptor<FakeLinux>("linux_fake", "1.0.0", "The collector on a file tree.");

// The lines of a page about one family, without its comments.
inline std::string LinesOf(const std::string& page, const std::string& family) {
  std::istringstream lines(page);
  std::string result;
  for (std::string line; std::getline(lines, line);) {
    bool ours = line.compare(0, family.size(), family) == 0 && line.size() > family.size() &&
                (line[family.size()] == '{' || line[family.size()] == ' ');
    if (ours) result += line + '\n';
  }
  return result;
}

}  // namespace weir::linux_plugin

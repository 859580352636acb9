// Files that are broken in every way that chance finds: no parser reads outside of its text, no
// collection fails as a whole, and no rule towards the host is broken.  The same in every run.
#include <gtest/gtest.h>

#include <memory>
#include <random>

#include "cpu.h"
#include "diskstats.h"
#include "loadavg.h"
#include "meminfo.h"
#include "mountinfo.h"
#include "netdev.h"
#include "scan.h"
#include "stat.h"
#include "test_tree.h"
#include "udev.h"
#include "vmstat.h"

namespace weir::linux_plugin {
namespace {

class Mutator {
 public:
  std::string Mutate(std::string text) {
    for (size_t i = Below(6) + 1; i > 0; --i) MutateOnce(&text);
    return text;
  }

 private:
  // Below(0) is 0.  Not a standard distribution: those differ between libraries.
  size_t Below(size_t limit) { return limit == 0 ? 0 : random_() % limit; }

  void MutateOnce(std::string* text) {
    static constexpr std::string_view kPieces[] = {
        "99999999999999999999", "-", ":", " ", "\n", "\\040", "\t", "\xFF", "(", "cpu"};
    size_t at = Below(text->size());
    size_t length = Below(std::min<size_t>(text->size() - at, 40));
    switch (Below(5)) {
      case 0:
        text->resize(at);
        break;
      case 1:
        text->erase(at, length);
        break;
      case 2:
        text->insert(at, text->substr(Below(text->size()), length));
        break;
      case 3:
        text->insert(at, kPieces[Below(std::size(kPieces))]);
        break;
      default:
        if (!text->empty()) (*text)[at] = static_cast<char>(Below(256));
    }
  }

  std::minstd_rand random_{7};
};

using Parse = void (*)(std::string_view text);

template <typename Parsed, bool (*parse)(std::string_view, Parsed*)>
void ParseLines(std::string_view text) {
  for (std::string_view line; NextLine(&text, &line);) {
    Parsed parsed;
    parse(line, &parsed);
  }
}

// In memory of exactly its size, so that the address sanitizer sees one byte too many.
void ParseExactly(Parse parse, const std::string& text) {
  auto exact = std::make_unique<char[]>(text.size());
  std::copy(text.begin(), text.end(), exact.get());
  parse(std::string_view(exact.get(), text.size()));
}

struct Case {
  const char* file;
  Parse parse;
};

constexpr Case kCases[] = {
    {"procfs/stat", &ParseLines<CpuTimes, &ParseCpuLine>},
    {"procfs/stat",
     [](std::string_view text) {
       std::string_view malformed;
       ParseKernelCounters(text, &malformed);
     }},
    {"procfs/loadavg", [](std::string_view text) { ParseLoadAverage(text); }},
    {"procfs/meminfo", &ParseLines<MeminfoLine, &ParseMeminfoLine>},
    {"procfs/vmstat", &ParseLines<VmstatLine, &ParseVmstatLine>},
    {"procfs/net/dev", &ParseLines<NetdevLine, &ParseNetdevLine>},
    {"procfs/diskstats", &ParseLines<DiskLine, &ParseDiskLine>},
    {"procfs/1/mountinfo", &ParseLines<MountLine, &ParseMountLine>},
    {"procfs/1/mountinfo", [](std::string_view text) { DecodeOctal(text); }},
    {"sysfs/devices/system/cpu/online", [](std::string_view text) { ParseCpuList(text); }},
    {"udev/b8:0", [](std::string_view text) { ParseUdevProperties(text); }},
};

TEST(Mutation, NoParserReadsOutsideOfItsText) {
  Mutator mutator;
  for (const Case& each : kCases) {
    std::string text = ReadTestFile(std::string(WEIR_TEST_DATA) + "/" + each.file);
    for (int i = 0; i < 2000; ++i) ParseExactly(each.parse, mutator.Mutate(text));
  }
}

TEST(Mutation, NoFileMakesACollectionFail) {
  TestTree tree;
  Mutator mutator;
  weir::testing::Host host(&kFakeLinux, tree.Config());
  host.Describe();
  for (int i = 0; i < 400; ++i) {
    const char* file = kCases[static_cast<size_t>(i) % std::size(kCases)].file;
    std::string text = tree.Read(file);
    tree.Write(file, mutator.Mutate(text));
    host.Collect();
    tree.Write(file, text);
    ASSERT_GE(host.status(), WEIR_OK) << host.error();
    ASSERT_EQ(host.book().mistakes().size(), 0u) << host.book().mistakes().front();
  }
  host.Collect();
  EXPECT_EQ(host.status(), WEIR_OK) << host.error();
}

}  // namespace
}  // namespace weir::linux_plugin

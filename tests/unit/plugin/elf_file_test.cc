// Files that dlopen would not survive, and bytes that were never a file.
#include "plugin/elf_file.h"

#include <elf.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <random>

#include "plugin/elf_symbols.h"
#include "scratch.h"

namespace weir::plugin {
namespace {

using testing::AnyOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

using Bytes = std::vector<std::byte>;

// "" if nothing is wrong.
std::string Fault(std::span<const std::byte> file) {
  const auto checked = CheckElf(file);
  return checked ? "" : checked.error().message;
}

template <class T>
T At(const Bytes& bytes, size_t offset) {
  return ReadAt<T>(bytes, offset).value();
}

template <class T>
void Put(Bytes* bytes, size_t offset, T value) {
  ASSERT_LE(offset + sizeof value, bytes->size());
  std::memcpy(bytes->data() + offset, &value, sizeof value);
}

Bytes WithHeader(void (*change)(Elf64_Ehdr*)) {
  Bytes bytes = ZooBytes("good");
  auto header = At<Elf64_Ehdr>(bytes, 0);
  change(&header);
  Put(&bytes, 0, header);
  return bytes;
}

// Applies a change to all program headers of a type.
Bytes WithSegments(uint32_t type, void (*change)(Elf64_Phdr*)) {
  Bytes bytes = ZooBytes("good");
  const auto header = At<Elf64_Ehdr>(bytes, 0);
  for (size_t i = 0; i < header.e_phnum; ++i) {
    const size_t offset = header.e_phoff + i * sizeof(Elf64_Phdr);
    auto segment = At<Elf64_Phdr>(bytes, offset);
    if (segment.p_type != type) continue;
    change(&segment);
    Put(&bytes, offset, segment);
  }
  return bytes;
}

// The first byte behind all that is loaded.
uint64_t LoadedEnd(const Bytes& bytes) {
  uint64_t end = 0;
  const auto header = At<Elf64_Ehdr>(bytes, 0);
  for (size_t i = 0; i < header.e_phnum; ++i) {
    const auto segment = At<Elf64_Phdr>(bytes, header.e_phoff + i * sizeof(Elf64_Phdr));
    if (segment.p_type == PT_LOAD) end = std::max(end, segment.p_offset + segment.p_filesz);
  }
  return end;
}

TEST(CheckElf, AcceptsEveryWayOfIndexingSymbols) {
  EXPECT_EQ(Fault(ZooBytes("good")), "");
  EXPECT_EQ(Fault(ZooBytes("gnu_hash")), "");
  EXPECT_EQ(Fault(ZooBytes("sysv_hash")), "");
}

TEST(CheckElf, NamesWhatIsNoElfFile) {
  EXPECT_EQ(Fault({}), "is empty");
  const Bytes text(100, std::byte{'x'});
  EXPECT_EQ(Fault(text), "is not a shared object: it does not begin as an ELF file");
  EXPECT_EQ(Fault(std::span(text).first(2)), Fault(text));
}

TEST(CheckElf, NamesBothArchitectures) {
  EXPECT_THAT(Fault(WithHeader([](Elf64_Ehdr* header) { header->e_machine = EM_S390; })),
              StartsWith("is for s390x, this host is "));
  EXPECT_THAT(Fault(WithHeader([](Elf64_Ehdr* header) { header->e_machine = 4242; })),
              StartsWith("is for machine 4242, this host is "));
  EXPECT_THAT(Fault(WithHeader([](Elf64_Ehdr* header) { header->e_ident[EI_CLASS] = ELFCLASS32; })),
              EndsWith("this host is 64-bit"));
  EXPECT_THAT(Fault(WithHeader([](Elf64_Ehdr* header) { header->e_ident[EI_DATA] = ELFDATA2MSB; })),
              StartsWith("is for a big-endian machine, this host is "));
}

TEST(CheckElf, NamesOtherKindsOfElfFiles) {
  EXPECT_THAT(Fault(WithHeader([](Elf64_Ehdr* header) { header->e_type = ET_REL; })),
              HasSubstr("an object file: link it with -shared"));
  EXPECT_THAT(Fault(WithHeader([](Elf64_Ehdr* header) { header->e_type = ET_EXEC; })),
              HasSubstr("an executable"));
  EXPECT_THAT(Fault(WithHeader([](Elf64_Ehdr* header) { header->e_type = ET_CORE; })),
              HasSubstr("a core dump"));
  EXPECT_THAT(Fault(WithSegments(PT_DYNAMIC, [](Elf64_Phdr* each) { each->p_type = PT_NULL; })),
              HasSubstr("no dynamic section"));
}

TEST(CheckElf, RefusesImpossibleHeaders) {
  const auto damaged = StartsWith("is damaged: ");
  EXPECT_THAT(Fault(WithHeader([](Elf64_Ehdr* each) { each->e_ident[EI_CLASS] = 0; })), damaged);
  EXPECT_THAT(Fault(WithHeader([](Elf64_Ehdr* each) { each->e_ident[EI_DATA] = 0; })), damaged);
  EXPECT_THAT(Fault(WithHeader([](Elf64_Ehdr* each) { each->e_version = 9; })), damaged);
  EXPECT_THAT(Fault(WithHeader([](Elf64_Ehdr* each) { each->e_phentsize = 1; })), damaged);
  EXPECT_THAT(Fault(WithHeader([](Elf64_Ehdr* each) { each->e_phnum = 0; })), damaged);
  EXPECT_THAT(Fault(WithHeader([](Elf64_Ehdr* each) { each->e_phnum = 0xffff; })), damaged);
  EXPECT_THAT(Fault(WithHeader([](Elf64_Ehdr* each) { each->e_phoff = ~uint64_t{0}; })), damaged);
}

TEST(CheckElf, RefusesImpossibleSegments) {
  const auto damaged = StartsWith("is damaged: ");
  EXPECT_THAT(Fault(WithSegments(PT_LOAD, [](Elf64_Phdr* each) { each->p_type = PT_NULL; })),
              damaged);
  EXPECT_THAT(Fault(WithSegments(PT_LOAD, [](Elf64_Phdr* each) { each->p_offset = ~0ULL; })),
              damaged);
  EXPECT_THAT(Fault(WithSegments(PT_LOAD, [](Elf64_Phdr* each) { each->p_vaddr = ~0ULL; })),
              damaged);
  EXPECT_THAT(Fault(WithSegments(PT_LOAD, [](Elf64_Phdr* each) { each->p_vaddr = 0; })), damaged);
  EXPECT_THAT(Fault(WithSegments(PT_LOAD, [](Elf64_Phdr* each) { each->p_memsz = 0; })), damaged);
  EXPECT_THAT(Fault(WithSegments(PT_DYNAMIC, [](Elf64_Phdr* each) { each->p_vaddr = 1ULL << 40; })),
              HasSubstr("no dynamic section"));
}

TEST(CheckElf, RefusesAnEntryThatIsNotCode) {
  EXPECT_THAT(Fault(WithSegments(PT_LOAD, [](Elf64_Phdr* each) { each->p_flags = PF_R; })),
              HasSubstr("something that is not a function"));
}

TEST(CheckElf, RefusesEveryCutOfWhatIsLoaded) {
  const Bytes whole = ZooBytes("good");
  const uint64_t end = LoadedEnd(whole);
  ASSERT_LT(end, whole.size());
  for (size_t length = 0; length < whole.size(); ++length) {
    // A copy of that very size, so that reading past it is seen.
    const Bytes cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length));
    const std::string fault = Fault(cut);
    if (length >= end) {
      ASSERT_EQ(fault, "") << length;
    } else if (length >= SELFMAG) {
      ASSERT_THAT(fault, StartsWith("is truncated: ")) << length;
    } else {
      ASSERT_NE(fault, "") << length;
    }
  }
}

TEST(CheckElf, SurvivesRandomChanges) {
  std::mt19937 random(20240607);  // NOLINT: the same changes each time
  size_t accepted = 0;
  size_t refused = 0;
  for (const char* const animal : {"gnu_hash", "sysv_hash"}) {
    const Bytes whole = ZooBytes(animal);
    for (int round = 0; round < 10'000; ++round) {
      Bytes bytes = whole;
      // Half of the changes hit headers and tables, which are at the beginning.
      const size_t reach = round % 2 == 0 ? 0x600 : bytes.size();
      for (uint32_t change = random() % 8 + 1; change > 0; --change) {
        bytes[random() % reach] = static_cast<std::byte>(random());
      }
      if (round % 4 == 0) bytes.resize(random() % bytes.size());
      bytes.shrink_to_fit();
      ++(Fault(bytes).empty() ? accepted : refused);
    }
  }
  EXPECT_GT(accepted, 1000U);
  EXPECT_GT(refused, 1000U);
}

TEST(CheckElf, SurvivesRandomWordsInItsTables) {
  std::mt19937_64 random(20240608);  // NOLINT: the same changes each time
  for (const char* const animal : {"gnu_hash", "sysv_hash"}) {
    const Bytes whole = ZooBytes(animal);
    const auto image = ElfImage::Read(whole);
    ASSERT_TRUE(image);
    const auto dynamic = static_cast<size_t>(image->Dynamic().data() - whole.data());
    for (int round = 0; round < 10'000; ++round) {
      Bytes bytes = whole;
      const bool in_dynamic = round % 2 == 0;
      const size_t start = in_dynamic ? dynamic : sizeof(Elf64_Ehdr);
      const size_t words = in_dynamic ? image->Dynamic().size() / 8 : 128;
      const size_t offset = start + random() % words * 8;
      const uint64_t edge[] = {
          0, 1, ~uint64_t{0}, bytes.size(), bytes.size() - 1, random(), random() % bytes.size()};
      Put(&bytes, offset, edge[random() % std::size(edge)]);
      const std::string fault = Fault(bytes);
      EXPECT_THAT(fault,
                  AnyOf("", StartsWith("is "), StartsWith("exports "), StartsWith("was built ")));
    }
  }
}

TEST(ElfSymbols, FindsWhatIsExportedAndNothingElse) {
  for (const char* const animal : {"gnu_hash", "sysv_hash"}) {
    const Bytes bytes = ZooBytes(animal);
    const auto image = ElfImage::Read(bytes);
    ASSERT_TRUE(image);
    const ElfSymbols symbols(*image);
    EXPECT_TRUE(symbols.Find("weir_plugin_entry_v1"));
    EXPECT_FALSE(symbols.Find("weir_plugin_entry_v")) << "a beginning is no match";
    EXPECT_FALSE(symbols.Find("weir_plugin_entry_v11"));
    EXPECT_FALSE(symbols.Find("")) << "the first entry is no symbol";
    EXPECT_FALSE(symbols.Find("__cxa_finalize")) << "undefined here";
    EXPECT_FALSE(symbols.Find("Collect")) << "static";
  }
}

class TruncatedFileTest : public Scratch {};

// A cut that the loader is given although something is missing ends this process with SIGBUS.
TEST_F(TruncatedFileTest, IsRefusedOrLoadsWhole) {
  const Bytes whole = ZooBytes("good");
  const uint64_t end = LoadedEnd(whole);
  size_t loaded = 0;
  for (size_t length = 0; length < whole.size(); length += 97) {
    const std::string name = "cut" + std::to_string(length);
    Write(name + ".so", Bytes(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length)));
    const auto plugin = Load(name, Strict());
    ASSERT_EQ(plugin.has_value(), length >= end) << length;
    if (plugin) loaded += (*plugin)->name == "good" ? 1U : 0U;
  }
  EXPECT_GT(loaded, 0U);
}

}  // namespace
}  // namespace weir::plugin

// Any bytes as a plugin's file: nothing beyond them is read, and what is accepted could be mapped.
#include <elf.h>

#include <cstring>
#include <span>

#include "plugin/elf_file.h"
#include "plugin/elf_image.h"
#include "plugin/elf_origin.h"
#include "plugin/elf_symbols.h"
#include "target.h"

namespace weir::fuzz {
namespace {

using Bytes = std::span<const std::byte>;

// Each segment within the file, its bytes within its memory: else the loader gets SIGBUS.
void CheckSegments(Bytes file) {
  Elf64_Ehdr header;
  std::memcpy(&header, file.data(), sizeof header);
  for (size_t i = 0; i < header.e_phnum; ++i) {
    Elf64_Phdr segment;
    std::memcpy(&segment, file.data() + header.e_phoff + i * sizeof segment, sizeof segment);
    if (segment.p_type != PT_LOAD && segment.p_type != PT_DYNAMIC) continue;
    WEIR_REQUIRE(segment.p_offset <= file.size(), "a segment behind the file");
    WEIR_REQUIRE(segment.p_filesz <= file.size() - segment.p_offset, "a segment over the end");
    WEIR_REQUIRE(segment.p_filesz <= segment.p_memsz, "a segment without memory");
  }
}

void CheckAccepted(Bytes file) {
  const auto image = plugin::ElfImage::Read(file);
  WEIR_REQUIRE(image.has_value(), "accepted, and no image");
  CheckSegments(file);
  const auto entry = plugin::ElfSymbols(*image).Find("weir_plugin_entry_v1");
  WEIR_REQUIRE(entry.has_value() && image->IsExecutable(entry->st_value), "no entry");
}

void Check(Bytes file) {
  (void)plugin::UsesOrigin(file);
  const auto checked = plugin::CheckElf(file);
  if (checked) return CheckAccepted(file);
  WEIR_REQUIRE(!checked.error().message.empty(), "refused without a word");
  if (const auto image = plugin::ElfImage::Read(file); image) {
    for (const char* name : {"", "f", "weir_plugin_entry_v2"})
      (void)plugin::ElfSymbols(*image).Find(name);
  }
}

}  // namespace
}  // namespace weir::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  weir::fuzz::Check({reinterpret_cast<const std::byte*>(data), size});
  return 0;
}

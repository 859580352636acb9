#include "plugin/elf_file.h"

#include <string>

#include "plugin/elf_image.h"
#include "plugin/elf_symbols.h"
#include "weir/plugin.h"

namespace weir::plugin {
namespace {

constexpr int kMostMajors = 32;

std::string EntryOf(int major) { return "weir_plugin_entry_v" + std::to_string(major); }

// The major versions of the ABI go up by one, so that they can be asked for.
std::string MissingEntryFault(const ElfSymbols& symbols) {
  for (int major = 0; major < kMostMajors; ++major) {
    if (!symbols.Find(EntryOf(major))) continue;
    return "was built for ABI major " + std::to_string(major) + ", this host serves " +
           std::to_string(WEIR_ABI_MAJOR) + ": " +
           (major > WEIR_ABI_MAJOR ? "upgrade weir" : "rebuild the plugin");
  }
  return "exports no " WEIR_ENTRY_SYMBOL ": it is no plugin for weir, or it hides its entry";
}

bool IsFunction(const Elf64_Sym& symbol) {
  const unsigned type = ELF64_ST_TYPE(symbol.st_info);
  return type == STT_FUNC || type == STT_GNU_IFUNC || type == STT_NOTYPE;
}

}  // namespace

Result<void> CheckElf(std::span<const std::byte> file) {
  const auto image = ElfImage::Read(file);
  if (!image) return Fail(image.error().message);
  if (image->Dynamic().empty()) return Fail("is not a shared object: it has no dynamic section");
  const ElfSymbols symbols(*image);
  const auto entry = symbols.Find(WEIR_ENTRY_SYMBOL);
  if (!entry) return Fail(MissingEntryFault(symbols));
  if (!IsFunction(*entry) || !image->IsExecutable(entry->st_value)) {
    return Fail("exports " WEIR_ENTRY_SYMBOL " as something that is not a function");
  }
  return {};
}

}  // namespace weir::plugin

#include "plugin/elf_origin.h"

#include <algorithm>
#include <string_view>

#include "plugin/elf_image.h"

namespace weir::plugin {
namespace {

// The text at an offset of a string table, up to its NUL.
std::string_view TextAt(std::span<const std::byte> names, uint64_t offset) {
  if (offset >= names.size()) return {};
  const auto* const begin = reinterpret_cast<const char*>(names.data() + offset);
  const auto* const end = reinterpret_cast<const char*>(names.data() + names.size());
  return {begin, std::find(begin, end, '\0')};
}

bool SaysOrigin(std::string_view path) {
  return path.find("$ORIGIN") != std::string_view::npos ||
         path.find("${ORIGIN}") != std::string_view::npos;
}

}  // namespace

bool UsesOrigin(std::span<const std::byte> file) {
  const auto image = ElfImage::Read(file);
  if (!image) return false;
  std::span<const std::byte> names;
  std::vector<uint64_t> paths;
  for (uint64_t offset = 0;; offset += sizeof(Elf64_Dyn)) {
    const auto entry = ReadAt<Elf64_Dyn>(image->Dynamic(), offset);
    if (!entry || entry->d_tag == DT_NULL) break;
    if (entry->d_tag == DT_STRTAB) names = image->At(entry->d_un.d_ptr);
    if (entry->d_tag == DT_FLAGS && (entry->d_un.d_val & DF_ORIGIN) != 0) return true;
    if (entry->d_tag == DT_RUNPATH || entry->d_tag == DT_RPATH) paths.push_back(entry->d_un.d_val);
  }
  return std::ranges::any_of(paths,
                             [&](uint64_t offset) { return SaysOrigin(TextAt(names, offset)); });
}

}  // namespace weir::plugin

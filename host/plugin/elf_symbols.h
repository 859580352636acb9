// Looks up what a shared object exports, as the loader would, without loading it.
#pragma once

#include <elf.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "plugin/elf_image.h"

namespace weir::plugin {

// Borrows the image's bytes.
class ElfSymbols {
 public:
  // Tables that are missing or lead out of the image are empty.
  explicit ElfSymbols(const ElfImage& image);

  // The definition of that name that others can link to; nothing if there is none.
  std::optional<Elf64_Sym> Find(std::string_view name) const;

 private:
  std::optional<Elf64_Sym> FindByGnuHash(std::string_view name) const;
  std::optional<Elf64_Sym> FindByHash(std::string_view name) const;
  std::optional<Elf64_Sym> Defined(uint64_t index, std::string_view name) const;

  std::span<const std::byte> names_;
  std::span<const std::byte> symbols_;
  std::span<const std::byte> gnu_hash_;
  std::span<const std::byte> hash_;
};

}  // namespace weir::plugin

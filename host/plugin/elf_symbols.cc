#include "plugin/elf_symbols.h"

#include <algorithm>
#include <cstring>

namespace weir::plugin {
namespace {

uint32_t GnuHash(std::string_view name) {
  uint32_t hash = 5381;
  for (const char c : name) hash = hash * 33 + static_cast<unsigned char>(c);
  return hash;
}

uint32_t SystemVHash(std::string_view name) {
  uint32_t hash = 0;
  for (const char c : name) {
    hash = (hash << 4) + static_cast<unsigned char>(c);
    const uint32_t high = hash & 0xf0000000U;
    hash = (hash ^ (high >> 24)) & ~high;
  }
  return hash;
}

std::optional<uint32_t> Word(std::span<const std::byte> table, uint64_t index) {
  return ReadAt<uint32_t>(table, index * sizeof(uint32_t));
}

bool IsExported(const Elf64_Sym& symbol) {
  const unsigned binding = ELF64_ST_BIND(symbol.st_info);
  const unsigned visibility = ELF64_ST_VISIBILITY(symbol.st_other);
  return symbol.st_shndx != SHN_UNDEF && (binding == STB_GLOBAL || binding == STB_WEAK) &&
         (visibility == STV_DEFAULT || visibility == STV_PROTECTED);
}

// Whether the text at an offset of a string table is that name, with its NUL.
bool IsTextAt(std::span<const std::byte> names, uint64_t offset, std::string_view name) {
  if (offset >= names.size() || names.size() - offset <= name.size()) return false;
  const auto* const text = names.data() + offset;
  return std::memcmp(text, name.data(), name.size()) == 0 && text[name.size()] == std::byte{0};
}

}  // namespace

ElfSymbols::ElfSymbols(const ElfImage& image) {
  const std::span<const std::byte> dynamic = image.Dynamic();
  uint64_t name_bytes = 0;
  for (uint64_t offset = 0;; offset += sizeof(Elf64_Dyn)) {
    const auto entry = ReadAt<Elf64_Dyn>(dynamic, offset);
    if (!entry || entry->d_tag == DT_NULL) break;
    if (entry->d_tag == DT_STRTAB) names_ = image.At(entry->d_un.d_ptr);
    if (entry->d_tag == DT_STRSZ) name_bytes = entry->d_un.d_val;
    if (entry->d_tag == DT_SYMTAB) symbols_ = image.At(entry->d_un.d_ptr);
    if (entry->d_tag == DT_GNU_HASH) gnu_hash_ = image.At(entry->d_un.d_ptr);
    if (entry->d_tag == DT_HASH) hash_ = image.At(entry->d_un.d_ptr);
  }
  names_ = names_.first(std::min<uint64_t>(names_.size(), name_bytes));
}

std::optional<Elf64_Sym> ElfSymbols::Find(std::string_view name) const {
  return gnu_hash_.empty() ? FindByHash(name) : FindByGnuHash(name);
}

// Table: bucket count, first symbol, bloom words, bloom shift; bloom (64 bits a word); a bucket's
// first symbol; then the hash of each symbol, whose lowest bit ends a bucket.
std::optional<Elf64_Sym> ElfSymbols::FindByGnuHash(std::string_view name) const {
  const uint32_t buckets = Word(gnu_hash_, 0).value_or(0);
  if (buckets == 0) return std::nullopt;
  const uint64_t first = Word(gnu_hash_, 1).value_or(0);
  const uint64_t bucket_table = 4 + uint64_t{2} * Word(gnu_hash_, 2).value_or(0);
  const uint64_t hash_table = bucket_table + buckets;
  const uint32_t hash = GnuHash(name);
  uint64_t index = Word(gnu_hash_, bucket_table + hash % buckets).value_or(0);
  for (; index >= first && index != 0; ++index) {
    const auto of_symbol = Word(gnu_hash_, hash_table + index - first);
    if (!of_symbol) break;
    if ((*of_symbol | 1) == (hash | 1)) {
      if (const auto symbol = Defined(index, name)) return symbol;
    }
    if ((*of_symbol & 1) != 0) break;
  }
  return std::nullopt;
}

// Table: bucket count, symbol count; a bucket's first symbol; each symbol's next one, 0 for none.
std::optional<Elf64_Sym> ElfSymbols::FindByHash(std::string_view name) const {
  const uint32_t buckets = Word(hash_, 0).value_or(0);
  const uint64_t symbols = Word(hash_, 1).value_or(0);
  if (buckets == 0) return std::nullopt;
  uint64_t index = Word(hash_, 2 + SystemVHash(name) % buckets).value_or(0);
  const uint64_t most_steps = std::min<uint64_t>(symbols, hash_.size() / sizeof(uint32_t));
  for (uint64_t step = 0; step < most_steps && index != 0; ++step) {
    if (const auto symbol = Defined(index, name)) return symbol;
    index = Word(hash_, uint64_t{2} + buckets + index).value_or(0);
  }
  return std::nullopt;
}

std::optional<Elf64_Sym> ElfSymbols::Defined(uint64_t index, std::string_view name) const {
  const auto symbol = ReadAt<Elf64_Sym>(symbols_, index * sizeof(Elf64_Sym));
  if (!symbol || !IsExported(*symbol) || !IsTextAt(names_, symbol->st_name, name)) {
    return std::nullopt;
  }
  return symbol;
}

}  // namespace weir::plugin

// The parts of an ELF file that a loader would map, read from bytes that nobody vouches for: every
// offset and length is checked against the file before it is followed.
#pragma once

#include <elf.h>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <vector>

#include "error/result.h"

namespace weir::plugin {

// A T from the bytes at offset, of any alignment; nothing if they do not reach that far.
template <class T>
std::optional<T> ReadAt(std::span<const std::byte> bytes, uint64_t offset) {
  if (offset > bytes.size() || bytes.size() - offset < sizeof(T)) return std::nullopt;
  T value;
  std::memcpy(&value, bytes.data() + offset, sizeof value);
  return value;
}

// Borrows the file's bytes.
class ElfImage {
 public:
  // Takes a 64-bit shared object of this machine whose segments lie within the file, and refuses
  // anything else.  The error continues a sentence: "is truncated: ...".
  static Result<ElfImage> Read(std::span<const std::byte> file);

  // From a virtual address to the end of the file's part of its segment; empty if that is nowhere.
  std::span<const std::byte> At(uint64_t address) const;
  bool IsExecutable(uint64_t address) const;

  // The dynamic section; empty if there is none.
  std::span<const std::byte> Dynamic() const;

 private:
  explicit ElfImage(std::span<const std::byte> file) : file_(file) {}
  Result<void> ReadSegments(const Elf64_Ehdr& header);
  Result<void> AddSegment(const Elf64_Phdr& segment);

  std::span<const std::byte> file_;
  std::vector<Elf64_Phdr> loads_;  // addresses rise, nothing overlaps
  std::optional<Elf64_Phdr> dynamic_;
};

}  // namespace weir::plugin

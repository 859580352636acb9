#include "plugin/elf_image.h"

#include <algorithm>
#include <string>

#include "plugin/elf_header.h"

namespace weir::plugin {
namespace {

// A linker writes about ten.
constexpr unsigned kMostSegments = 256;

std::string Truncated(uint64_t size, uint64_t needed) {
  return "is truncated: it has " + std::to_string(size) + " bytes of at least " +
         std::to_string(needed);
}

tl::unexpected<Error> Malformed(const std::string& what) { return Fail("is damaged: " + what); }

// The end of a range, or nothing if it is beyond what 64 bits can say.
std::optional<uint64_t> EndOf(uint64_t start, uint64_t length) {
  uint64_t end = 0;
  if (__builtin_add_overflow(start, length, &end)) return std::nullopt;
  return end;
}

bool Holds(const Elf64_Phdr& segment, uint64_t address) {
  return address >= segment.p_vaddr && address - segment.p_vaddr < segment.p_filesz;
}

}  // namespace

Result<ElfImage> ElfImage::Read(std::span<const std::byte> file) {
  const auto header = ReadElfHeader(file);
  if (!header) return Fail(header.error().message);
  ElfImage image(file);
  const auto segments = image.ReadSegments(*header);
  if (!segments) return Fail(segments.error().message);
  return image;
}

Result<void> ElfImage::ReadSegments(const Elf64_Ehdr& header) {
  if (header.e_phentsize != sizeof(Elf64_Phdr) || header.e_phnum == 0 ||
      header.e_phnum > kMostSegments) {
    return Malformed("its program headers are of an unknown form");
  }
  const auto end = EndOf(header.e_phoff, header.e_phnum * sizeof(Elf64_Phdr));
  if (!end) return Malformed("its program headers are nowhere");
  if (*end > file_.size()) return Fail(Truncated(file_.size(), *end));
  for (uint64_t i = 0; i < header.e_phnum; ++i) {
    const auto segment = ReadAt<Elf64_Phdr>(file_, header.e_phoff + i * sizeof(Elf64_Phdr));
    if (auto added = AddSegment(*segment); !added) return added;
  }
  if (loads_.empty()) return Malformed("it has nothing to load");
  return {};
}

Result<void> ElfImage::AddSegment(const Elf64_Phdr& segment) {
  if (segment.p_type != PT_LOAD && segment.p_type != PT_DYNAMIC) return {};
  const auto file_end = EndOf(segment.p_offset, segment.p_filesz);
  const auto memory_end = EndOf(segment.p_vaddr, segment.p_memsz);
  if (!file_end || !memory_end || segment.p_filesz > segment.p_memsz) {
    return Malformed("a segment has an impossible size");
  }
  if (*file_end > file_.size()) return Fail(Truncated(file_.size(), *file_end));
  if (segment.p_type == PT_DYNAMIC) {
    dynamic_ = segment;
    return {};
  }
  // With a rising order the loader's sums cannot go below zero.
  if (!loads_.empty() && segment.p_vaddr < loads_.back().p_vaddr + loads_.back().p_memsz) {
    return Malformed("its segments overlap or are out of order");
  }
  loads_.push_back(segment);
  return {};
}

std::span<const std::byte> ElfImage::At(uint64_t address) const {
  const auto load =
      std::ranges::find_if(loads_, [&](const Elf64_Phdr& each) { return Holds(each, address); });
  if (load == loads_.end()) return {};
  const uint64_t inside = address - load->p_vaddr;
  return file_.subspan(load->p_offset + inside, load->p_filesz - inside);
}

bool ElfImage::IsExecutable(uint64_t address) const {
  return std::ranges::any_of(loads_, [&](const Elf64_Phdr& each) {
    return Holds(each, address) && (each.p_flags & PF_X) != 0;
  });
}

std::span<const std::byte> ElfImage::Dynamic() const {
  if (!dynamic_) return {};
  const auto bytes = At(dynamic_->p_vaddr);
  return bytes.first(std::min<uint64_t>(bytes.size(), dynamic_->p_filesz));
}

}  // namespace weir::plugin

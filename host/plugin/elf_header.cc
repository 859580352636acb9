#include "plugin/elf_header.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <string>

#include "plugin/elf_image.h"

namespace weir::plugin {
namespace {

#if defined(__x86_64__)
constexpr Elf64_Half kThisMachine = EM_X86_64;
#elif defined(__aarch64__)
constexpr Elf64_Half kThisMachine = EM_AARCH64;
#elif defined(__riscv) && __riscv_xlen == 64
constexpr Elf64_Half kThisMachine = EM_RISCV;
#else
#error "the ELF number of this machine (e_machine) is to be added here"
#endif

struct MachineName {
  unsigned number;
  const char* name;
};
constexpr std::array kMachineNames = {
    MachineName{EM_386, "32-bit x86"}, MachineName{EM_X86_64, "x86-64"},
    MachineName{EM_ARM, "32-bit arm"}, MachineName{EM_AARCH64, "arm64"},
    MachineName{EM_RISCV, "riscv64"},  MachineName{EM_PPC64, "ppc64"},
    MachineName{EM_S390, "s390x"},     MachineName{EM_MIPS, "mips"},
};

std::string NameOf(unsigned machine) {
  const auto* const found = std::ranges::find(kMachineNames, machine, &MachineName::number);
  return found == kMachineNames.end() ? "machine " + std::to_string(machine) : found->name;
}

bool HasMagic(std::span<const std::byte> file) {
  return file.size() >= SELFMAG && std::memcmp(file.data(), ELFMAG, SELFMAG) == 0;
}

// e_machine stands at the same place in the 32-bit and the 64-bit header.
std::string MachineFault(const Elf64_Ehdr& header) {
  const std::string but = ", this host is " + NameOf(kThisMachine);
  if (header.e_ident[EI_DATA] == ELFDATA2MSB) return "is for a big-endian machine" + but;
  if (header.e_machine != kThisMachine) return "is for " + NameOf(header.e_machine) + but;
  if (header.e_ident[EI_CLASS] == ELFCLASS32) {
    return "is for the 32-bit mode of " + NameOf(header.e_machine) + ", this host is 64-bit";
  }
  const bool is_known = header.e_ident[EI_CLASS] == ELFCLASS64 &&
                        header.e_ident[EI_DATA] == ELFDATA2LSB &&
                        header.e_ident[EI_VERSION] == EV_CURRENT && header.e_version == EV_CURRENT;
  return is_known ? "" : "is damaged: its ELF header has impossible values";
}

std::string TypeFault(unsigned type) {
  switch (type) {
    case ET_DYN:
      return "";
    case ET_REL:
      return "is not a shared object but an object file: link it with -shared";
    case ET_EXEC:
      return "is not a shared object but an executable";
    case ET_CORE:
      return "is not a shared object but a core dump";
    default:
      return "is not a shared object: its ELF type is " + std::to_string(type);
  }
}

}  // namespace

Result<Elf64_Ehdr> ReadElfHeader(std::span<const std::byte> file) {
  if (file.empty()) return Fail("is empty");
  if (!HasMagic(file)) return Fail("is not a shared object: it does not begin as an ELF file");
  const auto header = ReadAt<Elf64_Ehdr>(file, 0);
  if (!header) return Fail("is truncated: its ELF header is incomplete");
  std::string fault = MachineFault(*header);
  if (fault.empty()) fault = TypeFault(header->e_type);
  if (!fault.empty()) return Fail(fault);
  return *header;
}

}  // namespace weir::plugin

// What the fields of /proc/meminfo mean (proc(5), Documentation/filesystems/proc.rst).
#include "meminfo.h"
#include "utf8.h"

namespace weir::linux_plugin {
namespace {

struct Meaning {
  std::string_view field;
  const char* help;
};

constexpr Meaning kMeanings[] = {
    {"MemTotal", "Memory that the kernel can use."},
    {"MemFree", "Memory that is used for nothing at all."},
    {"MemAvailable", "Estimate of what new programs can get without swapping."},
    {"Buffers", "Cache of raw block devices."},
    {"Cached", "Cache of files, tmpfs included, swap cache not."},
    {"SwapCached", "Memory that was read back from swap and is still there as well."},
    {"Active", "Memory that was used lately and is taken back last."},
    {"Inactive", "Memory that was not used lately and is taken back first."},
    {"Active(anon)", "Anonymous memory and tmpfs that was used lately."},
    {"Inactive(anon)", "Anonymous memory and tmpfs that was not used lately."},
    {"Active(file)", "Cache of files that was used lately."},
    {"Inactive(file)", "Cache of files that was not used lately."},
    {"Unevictable", "Memory that cannot be taken back, such as locked one."},
    {"Mlocked", "Memory that programs have locked."},
    {"SwapTotal", "Size of all swap space."},
    {"SwapFree", "Swap space that is not in use."},
    {"Zswap", "Memory that compressed swap pages take up."},
    {"Zswapped", "What the pages in compressed swap would take up uncompressed."},
    {"Dirty", "Memory that waits to be written to a disk."},
    {"Writeback", "Memory that is being written to a disk."},
    {"AnonPages", "Memory of programs without a file behind it."},
    {"Mapped", "Files that programs have mapped, such as libraries."},
    {"Shmem", "Shared memory and tmpfs."},
    {"KReclaimable", "Kernel memory that can be taken back under pressure."},
    {"Slab", "Small objects of the kernel."},
    {"SReclaimable", "Small objects of the kernel that can be taken back, such as caches."},
    {"SUnreclaim", "Small objects of the kernel that cannot be taken back."},
    {"KernelStack", "Stacks of all tasks inside the kernel."},
    {"PageTables", "Tables that map the programs' memory."},
    {"SecPageTables", "Tables that map the memory of virtual machines and devices."},
    {"NFS_Unstable", "Pages sent to an NFS server and not yet stored there; 0 since Linux 5.8."},
    {"Bounce", "Buffers for devices that cannot reach all memory."},
    {"WritebackTmp", "Buffers that FUSE uses for writing."},
    {"CommitLimit", "What programs may ask for in all, if overcommitting is forbidden."},
    {"Committed_AS", "What programs have asked for in all, used or not."},
    {"VmallocTotal", "Size of the address space for the kernel's large allocations."},
    {"VmallocUsed", "Used part of the address space for the kernel's large allocations."},
    {"VmallocChunk", "Largest free piece of that address space; 0 since Linux 4.4."},
    {"Percpu", "Memory of the kernel that each CPU has a copy of."},
    {"HardwareCorrupted", "Memory that was found broken and is no longer used."},
    {"AnonHugePages", "Huge pages of programs without a file behind them."},
    {"ShmemHugePages", "Huge pages of shared memory and tmpfs."},
    {"ShmemPmdMapped", "Huge pages of shared memory that programs have mapped as such."},
    {"FileHugePages", "Huge pages in the cache of files."},
    {"FilePmdMapped", "Huge pages of files that programs have mapped as such."},
    {"CmaTotal", "Memory set apart for devices that need it in one piece."},
    {"CmaFree", "Free part of the memory set apart for devices."},
    {"Balloon", "Memory that was given back to the hypervisor."},
    {"Unaccepted", "Memory that a confidential virtual machine has not yet accepted."},
    {"HugePages_Total", "Huge pages in the pool."},
    {"HugePages_Free", "Huge pages in the pool that are not in use."},
    {"HugePages_Rsvd", "Huge pages in the pool that are promised and not yet in use."},
    {"HugePages_Surp", "Huge pages beyond the pool's configured size."},
    {"Hugepagesize", "Size of one huge page of the default size."},
    {"Hugetlb", "Memory of all pools of huge pages, of all sizes."},
    {"DirectMap4k", "Memory that the kernel maps in pages of 4 KiB."},
    {"DirectMap2M", "Memory that the kernel maps in pages of 2 MiB."},
    {"DirectMap4M", "Memory that the kernel maps in pages of 4 MiB."},
    {"DirectMap1G", "Memory that the kernel maps in pages of 1 GiB."},
};

}  // namespace

std::string MeminfoHelp(std::string_view field, bool is_memory) {
  for (const Meaning& meaning : kMeanings) {
    if (meaning.field == field) return meaning.help;
  }
  std::string unknown = "The field " + ToUtf8(field) + " of /proc/meminfo";
  return is_memory ? unknown + ", in bytes." : unknown + ".";
}

}  // namespace weir::linux_plugin

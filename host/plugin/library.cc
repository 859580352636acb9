#include "plugin/library.h"

#include <dlfcn.h>

#include <cerrno>
#include <cstddef>
#include <mutex>
#include <string>
#include <system_error>
#include <vector>

#include "plugin/elf_file.h"
#include "plugin/load_error.h"

namespace weir::plugin {
namespace {

// More is no plugin, but something that would fill the memory.
constexpr off_t kMostBytes = off_t{1} << 30;

constexpr char kRestart[] = ": restart weir to load it";

struct Loaded {
  std::string path;
  struct stat status;
  weir_plugin_entry_v1_fn entry;  // NULL if it could not be vouched for
};

bool IsSameFile(const struct stat& a, const struct stat& b) {
  return a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

bool IsUnchanged(const struct stat& a, const struct stat& b) {
  return IsSameFile(a, b) && a.st_size == b.st_size && a.st_mtim.tv_sec == b.st_mtim.tv_sec &&
         a.st_mtim.tv_nsec == b.st_mtim.tv_nsec;
}

Result<std::vector<std::byte>> ReadWhole(const OpenedFile& file) {
  if (file.status.st_size > kMostBytes) return Fail("is larger than 1 GiB");
  std::vector<std::byte> bytes(static_cast<size_t>(file.status.st_size));
  size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t count = pread(file.descriptor.get(), bytes.data() + done, bytes.size() - done,
                                static_cast<off_t>(done));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return Fail("cannot be read: " + std::generic_category().message(errno));
    if (count == 0) break;
    done += static_cast<size_t>(count);
  }
  bytes.resize(done);
  return bytes;
}

Result<void> CheckBytes(const OpenedFile& file) {
  const auto bytes = ReadWhole(file);
  if (!bytes) return Fail(bytes.error().message);
  return CheckElf(*bytes);
}

class Libraries {
 public:
  Result<weir_plugin_entry_v1_fn> Open(const OpenedFile& file) {
    const std::lock_guard lock(mutex_);
    for (const Loaded& each : loaded_) {
      if (each.entry != nullptr && IsUnchanged(each.status, file.status)) return each.entry;
      if (IsSameFile(each.status, file.status)) {
        return Fail(std::string("was overwritten while this process had it loaded") + kRestart);
      }
      if (each.path == file.path) {
        return Fail(std::string("was replaced after this process had loaded it") + kRestart);
      }
    }
    return Load(file);
  }

 private:
  // By path, not by descriptor: the loader knows libraries by the name that it was given, and a
  // descriptor's number comes again; and $ORIGIN has to be the plugin's directory.  The way to the
  // path is trusted, so what is there now is what was checked; where it is not, this looks again.
  Result<weir_plugin_entry_v1_fn> Load(const OpenedFile& file) {
    if (const auto checked = CheckBytes(file); !checked) return Fail(checked.error().message);
    void* const handle = dlopen(file.path.c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
    if (handle == nullptr) return Fail(ExplainLoadError(dlerror(), file.path));
    // From here on the loader knows that path, whatever else is found.
    Loaded& loaded = loaded_.emplace_back(Loaded{file.path, file.status, nullptr});
    struct stat now = {};
    if (stat(file.path.c_str(), &now) != 0 || !IsUnchanged(now, file.status)) {
      return Fail(std::string("was changed while it was being loaded") + kRestart);
    }
    void* const entry = dlsym(handle, WEIR_ENTRY_SYMBOL);
    if (entry == nullptr) return Fail(ExplainLoadError(dlerror(), file.path));
    loaded.entry = reinterpret_cast<weir_plugin_entry_v1_fn>(entry);
    return loaded.entry;
  }

  std::mutex mutex_;
  std::vector<Loaded> loaded_;
};

}  // namespace

Result<weir_plugin_entry_v1_fn> OpenLibrary(const OpenedFile& file) {
  static Libraries& libraries = *new Libraries;  // for good, as what is loaded
  return libraries.Open(file);
}

}  // namespace weir::plugin

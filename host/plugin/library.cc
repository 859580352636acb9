#include "plugin/library.h"

#include <dlfcn.h>

#include <mutex>
#include <string>
#include <vector>

#include "plugin/file_identity.h"
#include "plugin/load_error.h"
#include "plugin/sealed_copy.h"

namespace weir::plugin {
namespace {

constexpr char kRestart[] = ": restart weir to load it";

struct Loaded {
  std::shared_ptr<const PluginFile> file;  // keeps the descriptor's number from coming again: the
                                           // loader knows libraries by the name that it was given
  weir_plugin_entry_v1_fn entry;           // NULL if it could not be vouched for
};

class Libraries {
 public:
  Result<weir_plugin_entry_v1_fn> Open(const std::shared_ptr<const PluginFile>& file) {
    const std::lock_guard lock(mutex_);
    for (const Loaded& each : loaded_) {
      if (each.entry != nullptr && IsUnchanged(each.file->status, file->status)) return each.entry;
      if (file->bytes || each.file->bytes) continue;
      if (IsSameFile(each.file->status, file->status)) {
        return Fail(std::string("was overwritten while this process had it loaded") + kRestart);
      }
      if (each.file->path == file->path) {
        return Fail(std::string("was replaced after this process had loaded it") + kRestart);
      }
    }
    return Load(file);
  }

 private:
  Result<weir_plugin_entry_v1_fn> Load(const std::shared_ptr<const PluginFile>& file) {
    const std::string name = file->bytes ? PathOf(file->bytes) : file->path;
    void* const handle = dlopen(name.c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
    if (handle == nullptr) return Fail(ExplainLoadError(dlerror(), name));
    // From here on the loader knows that name, whatever else is found.
    Loaded& loaded = loaded_.emplace_back(Loaded{file, nullptr});
    if (!file->bytes && WasChanged(*file)) {
      return Fail(std::string("was changed while it was being loaded") + kRestart);
    }
    void* const entry = dlsym(handle, WEIR_ENTRY_SYMBOL);
    if (entry == nullptr) return Fail(ExplainLoadError(dlerror(), name));
    loaded.entry = reinterpret_cast<weir_plugin_entry_v1_fn>(entry);
    return loaded.entry;
  }

  // The way to a path is trusted, so what is there now is what was checked; where it is not, this
  // looks again.
  static bool WasChanged(const PluginFile& file) {
    struct stat now = {};
    return stat(file.path.c_str(), &now) != 0 || !IsUnchanged(now, file.status);
  }

  std::mutex mutex_;
  std::vector<Loaded> loaded_;
};

}  // namespace

Result<weir_plugin_entry_v1_fn> OpenLibrary(const std::shared_ptr<const PluginFile>& file) {
  static Libraries& libraries = *new Libraries;  // for good, as what is loaded
  return libraries.Open(file);
}

}  // namespace weir::plugin

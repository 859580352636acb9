#include "plugin/plugin_file.h"

#include <sys/mman.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <mutex>
#include <span>
#include <system_error>
#include <vector>

#include "plugin/elf_file.h"
#include "plugin/elf_origin.h"
#include "plugin/file_identity.h"
#include "plugin/sealed_copy.h"

namespace weir::plugin {
namespace {

// More is no plugin, but something that would fill the memory.
constexpr off_t kMostBytes = off_t{1} << 30;

// The bytes of a descriptor, read while nobody can change them; or, of a file, into a copy.
class Bytes {
 public:
  static Result<Bytes> Map(int sealed, size_t size) {
    Bytes bytes;
    bytes.size_ = size;
    if (size == 0) return bytes;
    void* const at = mmap(nullptr, size, PROT_READ, MAP_PRIVATE, sealed, 0);
    if (at == MAP_FAILED) return Fail("cannot be mapped: " + Reason());
    bytes.mapped_ = at;
    return bytes;
  }
  static Result<Bytes> Read(int file, size_t size) {
    Bytes bytes;
    bytes.copy_.resize(size);
    while (bytes.size_ < size) {
      const ssize_t count = pread(file, bytes.copy_.data() + bytes.size_, size - bytes.size_,
                                  static_cast<off_t>(bytes.size_));
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) return Fail("cannot be read: " + Reason());
      if (count == 0) break;
      bytes.size_ += static_cast<size_t>(count);
    }
    return bytes;
  }
  Bytes(Bytes&& other) noexcept
      : mapped_(std::exchange(other.mapped_, nullptr)),
        copy_(std::move(other.copy_)),
        size_(other.size_) {}
  Bytes& operator=(Bytes&&) = delete;
  ~Bytes() {
    if (mapped_ != nullptr) munmap(mapped_, size_);
  }

  std::span<const std::byte> span() const {
    return {mapped_ != nullptr ? static_cast<const std::byte*>(mapped_) : copy_.data(), size_};
  }

 private:
  Bytes() = default;
  static std::string Reason() { return std::generic_category().message(errno); }

  void* mapped_ = nullptr;
  std::vector<std::byte> copy_;
  size_t size_ = 0;
};

std::string LeafOf(const std::string& path) { return path.substr(path.rfind('/') + 1); }

size_t SizeOf(int fd) {
  struct stat status = {};
  return fstat(fd, &status) == 0 ? static_cast<size_t>(status.st_size) : 0;
}

// The checked copy, or the file itself where there can be none.
Result<std::shared_ptr<const PluginFile>> Check(const OpenedFile& file) {
  if (file.status.st_size > kMostBytes) return Fail("is larger than 1 GiB");
  auto checked = std::make_shared<PluginFile>();
  checked->path = file.path;
  checked->status = file.status;
  auto copy = SealedCopy(file.descriptor.get(), LeafOf(file.path));
  struct stat now = {};
  if (fstat(file.descriptor.get(), &now) != 0 || !IsUnchanged(now, file.status))
    return Fail("is being written to at this moment");
  const auto bytes =
      copy ? Bytes::Map(copy->get(), SizeOf(copy->get()))
           : Bytes::Read(file.descriptor.get(), static_cast<size_t>(file.status.st_size));
  if (!bytes) return Fail(bytes.error().message);
  if (const auto good = CheckElf(bytes->span()); !good) return Fail(good.error().message);
  if (!copy) {
    checked->by_path = copy.error().message;
  } else if (UsesOrigin(bytes->span())) {
    checked->by_path = "it brings libraries through $ORIGIN";
  } else {
    checked->bytes = std::move(*copy);
  }
  return checked;
}

class Copies {
 public:
  Result<std::shared_ptr<const PluginFile>> Get(const OpenedFile& file) {
    const std::lock_guard lock(mutex_);
    std::erase_if(known_, [](const auto& each) { return each.expired(); });
    for (const auto& each : known_) {
      auto known = each.lock();
      if (known && known->path == file.path && IsUnchanged(known->status, file.status))
        return known;
    }
    auto checked = Check(file);
    if (checked) known_.push_back(*checked);
    return checked;
  }

 private:
  std::mutex mutex_;
  std::vector<std::weak_ptr<const PluginFile>> known_;
};

}  // namespace

Result<std::shared_ptr<const PluginFile>> CheckFile(const OpenedFile& file) {
  static Copies& copies = *new Copies;  // for any thread, also at the end
  return copies.Get(file);
}

bool AreSame(const PluginFile& a, const PluginFile& b) {
  if (&a == &b) return true;
  if (a.path != b.path) return false;
  if (!a.bytes || !b.bytes) return !a.bytes && !b.bytes && IsUnchanged(a.status, b.status);
  const auto first = Bytes::Map(a.bytes.get(), SizeOf(a.bytes.get()));
  const auto second = Bytes::Map(b.bytes.get(), SizeOf(b.bytes.get()));
  return first && second && std::ranges::equal(first->span(), second->span());
}

}  // namespace weir::plugin

// A kernel file group: what is shown under one name that `exclude:` and `include:` know.
#pragma once

#include <weir/collector.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "file.h"
#include "statfs_probe.h"

namespace weir::linux_plugin {

// Where the kernel's file systems are mounted; /host/proc and so on in a container.
struct Roots {
  std::string procfs = "/proc";
  std::string sysfs = "/sys";
  std::string rootfs = "/";
  std::string udev = "/run/udev/data";
};

// A file that several groups read, once for each collection.
class SharedFile {
 public:
  explicit SharedFile(std::string path) : file_(std::move(path)) {}

  // The text as of that collection; nothing if it cannot be read.
  std::optional<std::string_view> Read(uint64_t collection) {
    if (collection != collection_) text_ = file_.Read();
    collection_ = collection;
    return text_;
  }
  const File& file() const { return file_; }

 private:
  File file_;
  uint64_t collection_ = 0;
  std::optional<std::string_view> text_;
};

// What groups are made from.  `config` is valid in their constructors only.
struct Setup {
  const Config& config;
  Roots roots;
  std::shared_ptr<SharedFile> stat;  // /proc/stat
  StatfsCall statfs;
};

// One collection.
struct Round {
  Sink& sink;
  uint64_t number;  // from 1, rising
};

// Constructors read their own part of the configuration and open nothing.  One thread at a time.
class Group {
 public:
  Group() = default;
  virtual ~Group() = default;
  Group(const Group&) = delete;
  Group& operator=(const Group&) = delete;

  // Adds the families, and the series that are known beforehand.
  virtual void Describe(Registry& registry) = 0;

  // Reads and pushes.  What the system does not give is reported to the sink as partial and costs
  // this group's families only.
  virtual void Collect(const Round& round) = 0;

  // Forgets the series that Collect has added, without dropping them: the host may have thrown
  // away the collection in which they were added.  One that is added again gets its old slot.
  virtual void Forget() {}
};

// Reports a file that could not be read.
void ReportUnreadable(Sink& sink, const File& file);

// Reports a file that has nothing of what it is read for.
void ReportEmpty(Sink& sink, const File& file);

// Reports a line that is not as the kernel writes it.
void ReportMalformed(Sink& sink, const File& file, std::string_view line);

}  // namespace weir::linux_plugin

// What a block device is: model, serial number, file system, device mapper and ATA features.
#pragma once

#include <weir/collector.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "udev.h"

namespace weir::linux_plugin {

// The families that all devices share, and where the facts come from.
struct DiskInfoFamilies {
  DiskInfoFamilies(std::string udev_folder, std::string sysfs_folder);
  void Describe(Registry& registry);

  std::string udev;
  std::string sysfs;
  Family info;
  Family filesystem_info;
  Family device_mapper_info;
  Family write_cache;
  Family write_cache_enabled;
  Family rotation_rate;
};

// One device.  Reads again only when udev has written its file anew: a look at the file's time is
// all that a collection costs.  Without udev there are still the numbers and the kernel's word.
class DiskInfo {
 public:
  void Collect(Sink& sink, std::string_view device, uint64_t major, uint64_t minor,
               DiskInfoFamilies* families);
  void Drop();

 private:
  // What tells one version of udev's file from another; all 0 if there is none.
  struct Version {
    uint64_t inode = 0;
    int64_t seconds = 0;
    int64_t nanoseconds = 0;
    bool operator==(const Version& other) const {
      return inode == other.inode && seconds == other.seconds && nanoseconds == other.nanoseconds;
    }
  };
  struct Shown {
    Family* family;
    Slot slot;
    double value;
  };

  Version FindVersion() const;
  void Load(const std::string& device, DiskInfoFamilies* families);
  void ShowIdentity(const std::string& device, const UdevProperties& properties,
                    DiskInfoFamilies* families);
  void ShowFilesystem(const std::string& device, const UdevProperties& properties,
                      DiskInfoFamilies* families);
  void ShowDeviceMapper(const std::string& device, const UdevProperties& properties,
                        DiskInfoFamilies* families);
  void ShowAta(const std::string& device, const UdevProperties& properties,
               DiskInfoFamilies* families);

  bool loaded_ = false;
  uint64_t major_ = 0;
  uint64_t minor_ = 0;
  std::string path_;  // of udev's file
  Version version_;
  std::vector<Shown> shown_;
};

}  // namespace weir::linux_plugin

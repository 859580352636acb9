#include "disk_info.h"

#include <sys/stat.h>

#include <algorithm>
#include <utility>

#include "file.h"
#include "scan.h"
#include "utf8.h"

namespace weir::linux_plugin {
namespace {

// "1" for a disk that rotates, as far as the kernel knows, else "0".
const char* RotationalOf(const std::string& sysfs, std::string device) {
  // In names of devices sysfs has '!' where /proc/diskstats has '/'.
  std::replace(device.begin(), device.end(), '/', '!');
  File file(sysfs + "/block/" + device + "/queue/rotational", File::Shape::kValue);
  return Trim(file.Read().value_or(std::string_view())) == "1" ? "1" : "0";
}

}  // namespace

DiskInfoFamilies::DiskInfoFamilies(std::string udev_folder, std::string sysfs_folder)
    : udev(std::move(udev_folder)), sysfs(std::move(sysfs_folder)) {}

void DiskInfoFamilies::Describe(Registry& registry) {
  info = registry.Info(
      "node_disk_info", "What the block device is, as udev and the kernel tell.",
      {"device", "major", "minor", "path", "wwn", "model", "serial", "revision", "rotational"});
  filesystem_info =
      registry.Info("node_disk_filesystem_info", "The file system that udev found on the device.",
                    {"device", "type", "usage", "uuid", "version"});
  device_mapper_info =
      registry.Info("node_disk_device_mapper_info", "What the device mapper's device stands for.",
                    {"device", "name", "uuid", "vg_name", "lv_name", "lv_layer"});
  write_cache = registry.Gauge("node_disk_ata_write_cache",
                               "Whether the ATA disk has a write cache (1).", {"device"});
  write_cache_enabled =
      registry.Gauge("node_disk_ata_write_cache_enabled",
                     "Whether the ATA disk's write cache is switched on (1).", {"device"});
  rotation_rate = registry.Gauge("node_disk_ata_rotation_rate_rpm",
                                 "Turns a minute of the ATA disk; 0 if nothing turns.", {"device"});
}

void DiskInfo::Collect(Sink& sink, std::string_view device, uint64_t major, uint64_t minor,
                       DiskInfoFamilies* families) {
  bool same_device = loaded_ && major == major_ && minor == minor_;
  if (!same_device) {
    major_ = major;
    minor_ = minor;
    path_ = families->udev + "/b" + std::to_string(major) + ":" + std::to_string(minor);
  }
  Version version = FindVersion();
  if (!same_device || !(version == version_)) {
    Drop();
    version_ = version;
    Load(ToUtf8(device), families);
  }
  for (const Shown& shown : shown_) sink.Push(shown.slot, shown.value);
}

void DiskInfo::Drop() {
  for (const Shown& shown : shown_) shown.family->Drop(shown.slot);
  shown_.clear();
}

DiskInfo::Version DiskInfo::FindVersion() const {
  struct stat about = {};
  if (stat(path_.c_str(), &about) != 0) return {};
  return {about.st_ino, about.st_mtim.tv_sec, about.st_mtim.tv_nsec};
}

void DiskInfo::Load(const std::string& device, DiskInfoFamilies* families) {
  File file(path_);
  UdevProperties properties = ParseUdevProperties(file.Read().value_or(std::string_view()));
  ShowIdentity(device, properties, families);
  ShowFilesystem(device, properties, families);
  ShowDeviceMapper(device, properties, families);
  ShowAta(device, properties, families);
  loaded_ = true;
}

void DiskInfo::ShowIdentity(const std::string& device, const UdevProperties& properties,
                            DiskInfoFamilies* families) {
  Slot slot = families->info.Add(
      {device, std::to_string(major_), std::to_string(minor_), PropertyOf(properties, "ID_PATH"),
       PropertyOf(properties, "ID_WWN"), PropertyOf(properties, "ID_MODEL"), SerialOf(properties),
       PropertyOf(properties, "ID_REVISION"), RotationalOf(families->sysfs, device)});
  shown_.push_back({&families->info, slot, 1});
}

void DiskInfo::ShowFilesystem(const std::string& device, const UdevProperties& properties,
                              DiskInfoFamilies* families) {
  std::string_view type = PropertyOf(properties, "ID_FS_TYPE");
  if (type.empty()) return;
  Slot slot = families->filesystem_info.Add({device, type, PropertyOf(properties, "ID_FS_USAGE"),
                                             PropertyOf(properties, "ID_FS_UUID"),
                                             PropertyOf(properties, "ID_FS_VERSION")});
  shown_.push_back({&families->filesystem_info, slot, 1});
}

void DiskInfo::ShowDeviceMapper(const std::string& device, const UdevProperties& properties,
                                DiskInfoFamilies* families) {
  std::string_view name = PropertyOf(properties, "DM_NAME");
  if (name.empty()) return;
  Slot slot = families->device_mapper_info.Add(
      {device, name, PropertyOf(properties, "DM_UUID"), PropertyOf(properties, "DM_VG_NAME"),
       PropertyOf(properties, "DM_LV_NAME"), PropertyOf(properties, "DM_LV_LAYER")});
  shown_.push_back({&families->device_mapper_info, slot, 1});
}

void DiskInfo::ShowAta(const std::string& device, const UdevProperties& properties,
                       DiskInfoFamilies* families) {
  if (PropertyOf(properties, "ID_ATA").empty()) return;
  const std::pair<const char*, Family*> features[] = {
      {"ID_ATA_WRITE_CACHE", &families->write_cache},
      {"ID_ATA_WRITE_CACHE_ENABLED", &families->write_cache_enabled},
      {"ID_ATA_ROTATION_RATE_RPM", &families->rotation_rate},
  };
  for (const auto& [property, family] : features) {
    uint64_t value;
    if (!ParseNumber(PropertyOf(properties, property), &value)) continue;
    shown_.push_back({family, family->Add({device}), static_cast<double>(value)});
  }
}

}  // namespace weir::linux_plugin

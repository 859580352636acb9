// /run/udev/data/b8:0: what udev knows of a block device.
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace weir::linux_plugin {

// The device's properties, such as ID_MODEL, by name; values are UTF-8.
using UdevProperties = std::map<std::string, std::string, std::less<>>;

// Takes the lines "E:NAME=value"; others are about something else.
UdevProperties ParseUdevProperties(std::string_view text);

// The value, empty if there is none.
std::string_view PropertyOf(const UdevProperties& properties, std::string_view name);

// The first of SCSI_IDENT_SERIAL, ID_SERIAL_SHORT and ID_SERIAL that there is: the number on the
// disk's label comes first, virtual disks have only the last one.
std::string_view SerialOf(const UdevProperties& properties);

}  // namespace weir::linux_plugin

#include "udev.h"

#include "scan.h"
#include "utf8.h"

namespace weir::linux_plugin {

UdevProperties ParseUdevProperties(std::string_view text) {
  UdevProperties properties;
  for (std::string_view line; NextLine(&text, &line);) {
    if (line.compare(0, 2, "E:") != 0) continue;
    line.remove_prefix(2);
    size_t equals = line.find('=');
    if (equals == std::string_view::npos) continue;
    properties[std::string(line.substr(0, equals))] = ToUtf8(line.substr(equals + 1));
  }
  return properties;
}

std::string_view PropertyOf(const UdevProperties& properties, std::string_view name) {
  auto found = properties.find(name);
  return found == properties.end() ? std::string_view() : std::string_view(found->second);
}

std::string_view SerialOf(const UdevProperties& properties) {
  std::string_view serial;
  for (const char* name : {"SCSI_IDENT_SERIAL", "ID_SERIAL_SHORT", "ID_SERIAL"}) {
    if (serial.empty()) serial = PropertyOf(properties, name);
  }
  return serial;
}

}  // namespace weir::linux_plugin

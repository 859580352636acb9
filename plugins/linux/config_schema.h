// The JSON Schema of the plugin's configuration.
#pragma once

namespace weir::linux_plugin {

inline constexpr char kConfigSchema[] = R"({
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object",
  "properties": {
    "procfs": {"$ref": "#/$defs/folder", "description": "Where /proc is."},
    "sysfs": {"$ref": "#/$defs/folder", "description": "Where /sys is."},
    "rootfs": {"$ref": "#/$defs/folder",
               "description": "Where the file systems are; it is not shown."},
    "udev": {"$ref": "#/$defs/folder", "description": "Where udev's data is."},
    "include": {"$ref": "#/$defs/groups", "description": "Groups that alone are shown."},
    "exclude": {"$ref": "#/$defs/groups", "description": "Groups that are left out."},
    "cpu": {
      "type": "object",
      "properties": {
        "guest": {"type": "boolean", "description": "Shows node_cpu_guest_seconds_total."}
      },
      "additionalProperties": false
    },
    "diskstats": {"$ref": "#/$defs/devices"},
    "netdev": {"$ref": "#/$defs/devices"},
    "filesystem": {
      "type": "object",
      "properties": {
        "mount_points_exclude": {"type": "string"},
        "mount_points_include": {"type": "string"},
        "fs_types_exclude": {"type": "string"},
        "fs_types_include": {"type": "string"},
        "timeout": {"type": "string", "description": "How long a file system may take: 2s."}
      },
      "additionalProperties": false
    },
    "vmstat": {
      "type": "object",
      "properties": {
        "fields": {"type": "string", "description": "Which fields are shown: a pattern."}
      },
      "additionalProperties": false
    }
  },
  "not": {"required": ["include", "exclude"]},
  "additionalProperties": false,
  "$defs": {
    "folder": {"type": "string", "pattern": "^/"},
    "groups": {
      "type": "array",
      "items": {
        "enum": ["cpu", "diskstats", "filesystem", "loadavg", "meminfo", "netdev", "stat", "time",
                 "uname", "vmstat"]
      }
    },
    "devices": {
      "type": "object",
      "properties": {
        "device_exclude": {"type": "string"},
        "device_include": {"type": "string"}
      },
      "additionalProperties": false
    }
  }
})";

}  // namespace weir::linux_plugin

#include "plugin/descriptor.h"

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <nlohmann/json.hpp>
#include <string_view>

#include "plugin/quoted.h"
#include "series/names.h"

namespace weir::plugin {
namespace {

constexpr uint32_t kMostPlugins = 64;
constexpr size_t kMostNameBytes = 64;
constexpr size_t kMostVersionBytes = 64;
constexpr size_t kMostDescriptionBytes = 1024;
constexpr size_t kMostSchemaBytes = size_t{1} << 20;

// Of ABI 1.0, whatever was appended since.
constexpr size_t kLeastSize = offsetof(weir_plugin, get_extension) + sizeof(void*);

bool IsControl(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

bool IsNameLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; }

bool IsName(std::string_view name) {
  return !name.empty() && name.size() <= kMostNameBytes && name[0] >= 'a' && name[0] <= 'z' &&
         std::ranges::all_of(name, IsNameLetter);
}

// At most one byte more than allowed, so that what is too long shows.
std::string_view Bounded(const char* text, size_t most_bytes) {
  return {text, strnlen(text, most_bytes + 1)};
}

std::string TextFault(const char* text, size_t most_bytes) {
  if (text == nullptr) return "is NULL";
  const std::string_view bytes = Bounded(text, most_bytes);
  if (bytes.empty()) return "is empty";
  if (bytes.size() > most_bytes) return "is longer than " + std::to_string(most_bytes) + " bytes";
  if (!series::IsUtf8(bytes)) return "is not UTF-8";
  return "";
}

std::string LineFault(const char* text, size_t most_bytes) {
  std::string fault = TextFault(text, most_bytes);
  if (!fault.empty()) return fault;
  return std::ranges::any_of(std::string_view(text), IsControl) ? "is not one line of text" : "";
}

std::string NameFault(const char* name) {
  std::string fault = TextFault(name, kMostNameBytes);
  if (!fault.empty()) return fault;
  return IsName(name) ? "" : Quoted(name) + " does not match [a-z][a-z0-9_]*";
}

std::string SchemaFault(const char* schema) {
  if (schema == nullptr) return "";
  std::string fault = TextFault(schema, kMostSchemaBytes);
  if (!fault.empty()) return fault;
  try {
    const auto json = nlohmann::json::parse(schema);
    return json.is_object() || json.is_boolean() ? "" : "is JSON, but neither {} nor true or false";
  } catch (const nlohmann::json::parse_error& error) {
    return "is not JSON (byte " + std::to_string(error.byte) + ")";
  } catch (const nlohmann::json::exception&) {
    return "is JSON with a number that no double can hold";
  }
}

const char* MissingFunction(const weir_plugin& plugin) {
  if (plugin.create == nullptr) return "create";
  if (plugin.describe == nullptr) return "describe";
  if (plugin.collect == nullptr) return "collect";
  return plugin.destroy == nullptr ? "destroy" : nullptr;
}

// "version is NULL"; empty if all is well.
std::string FieldFault(const weir_plugin& plugin) {
  std::string fault = LineFault(plugin.version, kMostVersionBytes);
  if (!fault.empty()) return "version " + fault;
  fault = LineFault(plugin.description, kMostDescriptionBytes);
  if (!fault.empty()) return "description " + fault;
  fault = SchemaFault(plugin.config_schema);
  if (!fault.empty()) return "config_schema " + fault;
  const char* const function = MissingFunction(plugin);
  return function == nullptr ? "" : std::string(function) + " is NULL";
}

std::string NeedsNewerHost(const weir_plugin& plugin) {
  const std::string major = std::to_string(WEIR_ABI_MAJOR) + ".";
  return "needs ABI " + major + std::to_string(plugin.min_host_minor) +
         " or newer, this host has " + major + std::to_string(WEIR_ABI_MINOR) + ": upgrade weir";
}

std::string DescriptorFault(const weir_plugin& plugin, size_t index) {
  const std::string at = "has a bad descriptor " + std::to_string(index);
  // All fields of 1.0 are there or none is read.
  if (plugin.size < kLeastSize) {
    return at + ": its size is " + std::to_string(plugin.size) + ", not at least " +
           std::to_string(kLeastSize);
  }
  if (plugin.min_host_minor > WEIR_ABI_MINOR) return NeedsNewerHost(plugin);
  std::string fault = NameFault(plugin.name);
  if (!fault.empty()) return at + ": name " + fault;
  fault = FieldFault(plugin);
  return fault.empty() ? "" : at + " (" + plugin.name + "): " + fault;
}

std::string RepeatFault(const std::vector<Plugin>& before, const weir_plugin& plugin) {
  for (const Plugin& each : before) {
    if (each.descriptor == &plugin) return WEIR_ENTRY_SYMBOL " never returns NULL";
    if (each.name == plugin.name) return "has two plugins of the name " + each.name;
  }
  return "";
}

Plugin Copy(const weir_plugin& from, const std::string& path) {
  Plugin plugin;
  plugin.path = path;
  plugin.descriptor = &from;
  plugin.name = from.name;
  plugin.version = from.version;
  plugin.description = from.description;
  if (from.config_schema != nullptr) plugin.schema = from.config_schema;
  plugin.abi_minor = from.abi_minor;
  plugin.flags = from.flags;
  return plugin;
}

Result<std::vector<Plugin>> ReadAll(weir_plugin_entry_v1_fn entry, const std::string& path) {
  std::vector<Plugin> plugins;
  for (uint32_t index = 0; const weir_plugin* const plugin = entry(index); ++index) {
    if (index == kMostPlugins) {
      return Fail("has more than " + std::to_string(kMostPlugins) + " plugins");
    }
    std::string fault = DescriptorFault(*plugin, index);
    if (fault.empty()) fault = RepeatFault(plugins, *plugin);
    if (!fault.empty()) return Fail(fault);
    plugins.push_back(Copy(*plugin, path));
  }
  if (plugins.empty()) return Fail("has no plugin: " WEIR_ENTRY_SYMBOL "(0) returned NULL");
  return plugins;
}

}  // namespace

Result<std::vector<Plugin>> ReadDescriptors(weir_plugin_entry_v1_fn entry,
                                            const std::string& path) {
  try {
    return ReadAll(entry, path);
  } catch (...) {
    return Fail("let an exception out of " WEIR_ENTRY_SYMBOL);
  }
}

}  // namespace weir::plugin

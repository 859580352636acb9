#include "plugin/plugin.h"

#include <utility>

#include "plugin/closest_name.h"
#include "plugin/descriptor.h"
#include "plugin/directory.h"
#include "plugin/library.h"
#include "plugin/quoted.h"
#include "plugin/reference.h"

namespace weir::plugin {
namespace {

using Plugins = std::vector<std::shared_ptr<const Plugin>>;

constexpr std::string_view kSuffix = ".so";

std::string Beside(const Directory& directory, const std::string& file) {
  return (directory.path() == "/" ? "" : directory.path()) + "/" + file;
}

std::string LeafOf(const std::string& path) { return path.substr(path.rfind('/') + 1); }

std::string WithoutSuffix(std::string file) {
  if (file.ends_with(kSuffix)) file.resize(file.size() - kSuffix.size());
  return file;
}

// The file, checked; the error continues its path.
Result<std::shared_ptr<const PluginFile>> Check(const Directory& directory,
                                                const std::string& file) {
  const auto opened = directory.OpenFile(file);
  if (!opened) return Fail(opened.error().message);
  return CheckFile(*opened);
}

// All plugins of one file; the error continues its path.
Result<Plugins> LoadAll(const std::shared_ptr<const PluginFile>& file) {
  const auto entry = OpenLibrary(file);
  if (!entry) return Fail(entry.error().message);
  auto plugins = ReadDescriptors(*entry, file->path);
  if (!plugins) return Fail(plugins.error().message);
  Plugins shared;
  for (Plugin& each : *plugins) shared.push_back(std::make_shared<const Plugin>(std::move(each)));
  return shared;
}

// The name, without ".so", of the file that was perhaps meant.
std::string ClosestFile(const Directory& directory, const std::string& file) {
  auto files = directory.PluginFiles();
  if (!files) return "";
  for (std::string& each : *files) each = WithoutSuffix(each);
  return ClosestName(WithoutSuffix(file), *files);
}

tl::unexpected<Error> NoSuchName(const Directory& directory, const std::string& name) {
  std::string closest = ClosestFile(directory, name);
  if (!closest.empty()) closest = ", did you mean " + Quoted(closest) + "?";
  return Fail("no plugin " + Quoted(name) + " in " + directory.path() + closest);
}

tl::unexpected<Error> NoSuchPath(const Directory& directory, const std::string& file) {
  std::string closest = ClosestFile(directory, file);
  if (!closest.empty()) closest = ", did you mean " + Quoted(closest + ".so") + "?";
  return Fail("no plugin " + Beside(directory, file) + closest);
}

std::string Names(const Plugins& plugins) {
  std::string names;
  for (const auto& each : plugins) names += (names.empty() ? "" : ", ") + each->name;
  return names;
}

std::string ClosestPlugin(const Plugins& plugins, const std::string& name) {
  std::vector<std::string> names;
  for (const auto& each : plugins) names.push_back(each->name);
  return ClosestName(name, names);
}

// The plugin that is meant: the one asked for, the only one, or the one that is called like the
// file.
Result<std::shared_ptr<const Plugin>> Choose(const Plugins& plugins, const std::string& asked,
                                             const std::string& file) {
  if (asked.empty() && plugins.size() == 1) return plugins.front();
  const std::string& name = asked.empty() ? WithoutSuffix(file) : asked;
  for (const auto& each : plugins) {
    if (each->name == name) return each;
  }
  if (asked.empty()) return Fail("has several plugins: add # and one of " + Names(plugins));
  const std::string closest = ClosestPlugin(plugins, asked);
  return Fail("has no plugin " + Quoted(asked) +
              (closest.empty() ? ", but " + Names(plugins) : ", did you mean " + closest + "?"));
}

Result<Found> FindIn(const Directory& directory, const std::string& file,
                     const std::string& asked) {
  auto checked = Check(directory, file);
  if (!checked) return Fail("plugin " + Beside(directory, file) + " " + checked.error().message);
  return Found{std::move(*checked), asked};
}

Result<Found> FindByName(const Reference& reference, const Trust& trust) {
  const auto directory = Directory::Open(trust.directory, "plugin directory", trust.allow_unsafe);
  if (!directory) return Fail(directory.error().message);
  const std::string file = reference.name + std::string(kSuffix);
  if (!directory->Has(file)) return NoSuchName(*directory, reference.name);
  return FindIn(*directory, file, reference.plugin);
}

Result<Found> FindByPath(const Reference& reference, const Trust& trust) {
  const size_t slash = reference.path.rfind('/');
  const std::string file = reference.path.substr(slash + 1);
  const auto directory = Directory::Open(slash == 0 ? "/" : reference.path.substr(0, slash),
                                         "plugin " + file + ": directory", trust.allow_unsafe);
  if (!directory) return Fail(directory.error().message);
  if (!directory->Has(file)) return NoSuchPath(*directory, file);
  return FindIn(*directory, file, reference.plugin);
}

Listing ListFile(const Directory& directory, const std::string& file) {
  Listing listing;
  listing.path = Beside(directory, file);
  const auto checked = Check(directory, file);
  auto plugins = checked ? LoadAll(*checked) : tl::unexpected(checked.error());
  if (plugins) {
    listing.plugins = std::move(*plugins);
    listing.by_path = (*checked)->by_path;
  } else {
    listing.refusal = plugins.error().message;
  }
  return listing;
}

}  // namespace

Result<Found> Find(const std::string& reference, const Trust& trust) {
  const auto parsed = ParseReference(reference);
  if (!parsed) return Fail(parsed.error().message);
  return parsed->path.empty() ? FindByName(*parsed, trust) : FindByPath(*parsed, trust);
}

Result<std::shared_ptr<const Plugin>> Load(const Found& found) {
  const std::string subject = "plugin " + found.file->path + " ";
  const auto plugins = LoadAll(found.file);
  if (!plugins) return Fail(subject + plugins.error().message);
  auto chosen = Choose(*plugins, found.asked, LeafOf(found.file->path));
  if (!chosen) return Fail(subject + chosen.error().message);
  return chosen;
}

Result<std::shared_ptr<const Plugin>> Load(const std::string& reference, const Trust& trust) {
  const auto found = Find(reference, trust);
  if (!found) return Fail(found.error().message);
  return Load(*found);
}

Result<std::vector<Listing>> List(const Trust& trust) {
  const auto directory = Directory::Open(trust.directory, "plugin directory", trust.allow_unsafe);
  if (!directory) return Fail(directory.error().message);
  const auto files = directory->PluginFiles();
  if (!files) return Fail(files.error().message);
  std::vector<Listing> listings;
  for (const std::string& file : *files) listings.push_back(ListFile(*directory, file));
  return listings;
}

}  // namespace weir::plugin

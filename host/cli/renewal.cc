#include "cli/renewal.h"

#include <algorithm>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "cli/setup.h"
#include "log/log.h"
#include "plugin/reference.h"

namespace weir::cli {
namespace {

void Log(const Changes& changes) {
  log::Info("configuration reloaded", {{"added", Listed(changes.added)},
                                       {"removed", Listed(changes.removed)},
                                       {"changed", Listed(changes.changed)},
                                       {"kept", std::to_string(changes.kept)},
                                       {"settings", Listed(changes.settings)}});
}

bool Contains(const std::vector<std::string>& all, const std::string& one) {
  return std::ranges::find(all, one) != all.end();
}

// Where a plugin's file is or would be.
std::string FileOf(const std::string& plugin, const std::string& directory) {
  const auto reference = plugin::ParseReference(plugin);
  if (!reference) return "";
  return reference->path.empty() ? directory + "/" + reference->name + ".so" : reference->path;
}

// What becomes another when a file that matches comes or goes: the folder, which is watched for the
// sake of what is in it.
watch::Paths TracesOf(const std::string& pattern) {
  return {pattern, std::filesystem::path(pattern).parent_path().string()};
}

// All files that decide what runs.
watch::Paths FilesOf(const config::Configuration& configuration) {
  watch::Paths files = {configuration.file};
  files.insert(configuration.included_files.begin(), configuration.included_files.end());
  for (const auto& pattern : configuration.include_patterns) files.merge(TracesOf(pattern));
  files.insert(configuration.secret_files.begin(), configuration.secret_files.end());
  const std::string directory = TrustOf(configuration).directory;
  for (const auto& collector : configuration.collectors) {
    files.insert(FileOf(collector.plugin, directory));
  }
  files.erase("");
  return files;
}

// One that has lost all that it said, as one that is just being written.
std::string EmptiedFile(const config::Configuration& running, const config::Configuration& wanted) {
  for (const std::string& file : wanted.empty_files) {
    const bool known = file == running.file || Contains(running.included_files, file);
    if (known && !running.empty_files.contains(file)) return file;
  }
  return "";
}

}  // namespace

config::Loaded LoadFirst(const Arguments& arguments, watch::Footprint& seen) {
  config::Loaded loaded = LoadConfiguration(arguments);
  if (!arguments.watch) return loaded;
  seen = watch::FootprintOf(FilesOf(loaded.configuration));
  return LoadConfiguration(arguments);
}

Renewal::Renewal(const Arguments& arguments, const watch::Footprint& seen, Host& host)
    : arguments_(arguments), host_(host), reloader_([this] { return Attempt(); }) {
  if (!arguments.watch) return;
  watcher_.emplace([this] { Ask([](const Reloader::Outcome&) {}); });
  watcher_->Follow(FilesOf(host.configuration()), seen);
}

bool Renewal::Stop(std::chrono::milliseconds patience) {
  const bool stopped = reloader_.Stop(patience);
  if (stopped) watcher_.reset();
  return stopped;
}

Reloader::Outcome Renewal::Attempt() {
  host_.NoteReload();
  const auto changes = LoadAgain();
  host_.NoteReloaded(changes.has_value());
  if (changes) {
    Log(*changes);
    return ToString(*changes);
  }
  log::Failure("reload failed, all stays as it was", {{"error", changes.error().message}});
  return tl::unexpected(changes.error());
}

Result<Changes> Renewal::LoadAgain() {
  const watch::Footprint seen = watcher_ ? watcher_->Look() : watch::Footprint();
  config::Loaded loaded = LoadConfiguration(arguments_);
  if (watcher_) Follow(loaded.configuration, seen);
  if (!loaded.findings.empty()) return Fail(JoinFindings(loaded.findings));
  const std::string emptied = EmptiedFile(host_.configuration(), loaded.configuration);
  if (!emptied.empty())
    return Fail(emptied + ": is empty, as a file is that is just being written");
  return host_.Apply(
      std::make_shared<const config::Configuration>(std::move(loaded.configuration)));
}

// What is running too: a file that is wanted again may come back.
void Renewal::Follow(const config::Configuration& wanted, const watch::Footprint& seen) {
  watch::Paths files = FilesOf(wanted);
  files.merge(FilesOf(host_.configuration()));
  watcher_->Follow(files, seen);
}

}  // namespace weir::cli

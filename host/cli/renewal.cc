#include "cli/renewal.h"

#include <filesystem>
#include <string>
#include <utility>

#include "log/log.h"
#include "plugin/reference.h"

namespace weir::cli {
namespace {

void Log(const Changes& changes) {
  log::Info("configuration reloaded", {{"added", Listed(changes.added)},
                                       {"removed", Listed(changes.removed)},
                                       {"changed", Listed(changes.changed)},
                                       {"kept", std::to_string(changes.kept)}});
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

}  // namespace

Renewal::Renewal(const Arguments& arguments, Host& host)
    : arguments_(arguments), host_(host), reloader_([this] { return Attempt(); }) {
  if (!arguments.watch) return;
  watcher_.emplace([this] { Ask([](const Reloader::Outcome&) {}); });
  watcher_->Follow(FilesOf(host.configuration()), {});
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
  std::error_code ignored;
  if (std::filesystem::file_size(arguments_.config_file, ignored) == 0)
    return Fail(arguments_.config_file + ": is empty, as a file is that is just being written");
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

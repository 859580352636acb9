#include "config/include.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <iterator>
#include <optional>
#include <string_view>
#include <system_error>

#include "config/document.h"
#include "config/file_pattern.h"
#include "config/folder.h"
#include "config/quoted.h"
#include "config/text_file.h"

namespace weir::config {
namespace {

namespace fs = std::filesystem;

constexpr size_t kMostFiles = 256;
constexpr size_t kMostDepth = 8;
constexpr size_t kMostFileBytes = size_t{256} * 1024;
constexpr size_t kMostBytes = size_t{1024} * 1024;  // of all together
constexpr std::array<std::string_view, 4> kMainKeys = {"web", "defaults", "plugin_directory",
                                                       "allow_unsafe_plugins"};

std::string Absolute(const std::string& file) {
  std::error_code ignored;  // without a working directory it stays as it is
  return fs::absolute(file, ignored).lexically_normal().string();
}

std::string Resolved(const std::string& file) {
  std::error_code ignored;
  return fs::weakly_canonical(Absolute(file), ignored).string();
}

// As it is shown: relative if the including file's path is.
std::string Beside(const std::string& including, const std::string& path) {
  return (fs::path(including).parent_path() / path).lexically_normal().string();
}

Result<std::vector<std::string>> FilesOf(const std::string& path) {
  if (IsPattern(path)) return MatchFiles(path);
  return std::vector<std::string>{path};
}

template <class Container, class T>
bool Contains(const Container& all, const T& one) {
  return std::ranges::find(all, one) != all.end();
}

}  // namespace

void Inclusion::Mention::Report(const std::string& message) const {
  reading.findings().Add(position, "include: " + message);
}

Inclusion::Inclusion(const std::string& main, CollectorList& collectors)
    : main_(main), collectors_(collectors), chain_{Resolved(main)} {}

void Inclusion::Follow(MapReader& map, Reading& reading) {
  const Entry* entry = map.Find("include");
  if (entry == nullptr) return;
  if (entry->value.kind != Node::Kind::kList) return IncludeAll(entry->value, reading);
  for (const Node& item : entry->value.items) IncludeAll(item, reading);
}

void Inclusion::IncludeAll(const Node& node, Reading& reading) {
  const std::optional<Text> text = reading.TextOf(node, "include: ");
  if (!text) return;
  const Mention mention{node.position, reading};
  if (text->value.empty() || text->value.find('\0') != std::string::npos) {
    return mention.Report(text->shown + " is not the path of a file");
  }
  const auto path = Beside(reading.findings().PlaceOf(node.position).file, text->value);
  if (IsPattern(path)) patterns_.push_back(Absolute(path));
  const auto files = FilesOf(path);
  if (!files) return mention.Report(text->shown + " " + files.error().message);
  for (const std::string& file : *files) Include(file, mention);
}

bool Inclusion::IsToBeRead(const std::string& file, const std::string& path,
                           const Mention& mention) const {
  if (Contains(chain_, path)) {
    mention.Report(Quoted(file) + " includes itself");
  } else if (chain_.size() > kMostDepth) {
    mention.Report(Quoted(file) + " is included by more than " + std::to_string(kMostDepth) +
                   " files in turn");
  } else if (!read_.contains(path)) {
    if (files_.size() < kMostFiles) return true;
    mention.Report(Quoted(file) + " is one too many: at most " + std::to_string(kMostFiles) +
                   " files are included");
  }
  return false;
}

void Inclusion::Include(const std::string& file, const Mention& mention) {
  const std::string path = Resolved(file);
  if (!IsToBeRead(file, path, mention)) return;
  read_.insert(path);
  files_.push_back(Absolute(file));
  const Result<std::string> text = ReadTextFile(file, kMostFileBytes);
  if (!text) return mention.Report(Quoted(file) + " cannot be read: " + text.error().message);
  if (text->empty()) empty_files_.insert(Absolute(file));
  bytes_ += text->size();
  if (bytes_ > kMostBytes) {
    return mention.Report(Quoted(file) +
                          " is too much: all included files together are over 1 MiB");
  }
  chain_.push_back(path);
  Read(file, *text, mention.reading.references());
  chain_.pop_back();
}

void Inclusion::Read(const std::string& file, const std::string& text, References& references) {
  const Source source(file, text);
  Reading reading(source);
  reading.references().Continue(references);
  const size_t before = findings_.size();
  const std::optional<Node> root = ParseDocument(source, reading.findings());
  if (root) ReadPiece(*root, reading);
  references.Continue(reading.references());
  const auto found = reading.findings().InOrder();  // before those of what it includes itself
  findings_.insert(findings_.begin() + static_cast<std::ptrdiff_t>(before), found.begin(),
                   found.end());
}

void Inclusion::ReadPiece(const Node& root, Reading& reading) {
  MapReader map(root, "", reading);
  const Entry* list = map.Find("collectors");
  collectors_.Add(list == nullptr ? nullptr : &list->value, reading);
  Follow(map, reading);
  for (const std::string_view key : kMainKeys) {
    const Entry* entry = map.Find(key);
    if (entry == nullptr) continue;
    map.Report(entry->position, Quoted(key) + " belongs into " + Quoted(main_, 256) +
                                    ": an included file has \"collectors\" and \"include\"");
  }
  map.RefuseUnknown();
}

}  // namespace weir::config

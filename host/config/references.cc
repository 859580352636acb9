#include "config/references.h"

#include <climits>
#include <cstdlib>

#include "config/core_schema.h"
#include "config/quoted.h"
#include "config/text_file.h"
#include "config/utf8.h"

namespace weir::config {
namespace {

bool IsString(const Node& node) {
  if (node.kind != Node::Kind::kScalar || node.text.empty()) return false;
  const auto value = CoreValue(node);
  return value && value->is_string();
}

Result<std::string> ReadVariable(const std::string& name) {
  const char* value = name.find('\0') == std::string::npos ? std::getenv(name.c_str()) : nullptr;
  if (value == nullptr) return Fail("environment variable " + Quoted(name) + " is not set");
  return std::string(value);
}

Result<std::string> ReadSecretFile(const std::string& path) {
  Result<std::string> text = ReadTextFile(path, kMaxReferenceBytes);
  if (!text) return Fail("cannot read " + Quoted(path, PATH_MAX) + ": " + text.error().message);
  const size_t newline = text->ends_with("\r\n") ? 2 : text->ends_with('\n') ? 1 : 0;
  text->resize(text->size() - newline);
  return text;
}

}  // namespace

bool IsReference(const Node& node) {
  if (node.kind != Node::Kind::kMap || !node.tag.empty() || node.entries.size() != 1) return false;
  const Entry& entry = node.entries.front();
  return (entry.key == "file" || entry.key == "env") && IsString(entry.value);
}

std::string FormatReference(const Node& node) {
  const Entry& entry = node.entries.front();
  return "{" + entry.key + ": " + Quoted(entry.value.text) + "}";
}

Result<std::string> References::Resolve(const Node& node) {
  const Entry& entry = node.entries.front();
  Result<std::string> text =
      entry.key == "env" ? ReadVariable(entry.value.text)
                         : ReadSecretFile(*files_.insert(folder_.Absolute(entry.value.text)).first);
  if (!text) return text;
  if (text->size() > kMaxReferenceBytes) return Fail(FormatReference(node) + " is over 64 KiB");
  if (FirstMalformed(*text) != std::string::npos) {
    return Fail(FormatReference(node) + " is not valid UTF-8");
  }
  bytes_ += text->size();
  if (bytes_ > kMaxReferencesBytes) return Fail("all {file:} and {env:} together are over 4 MiB");
  return text;
}

}  // namespace weir::config

#include "config/document.h"

#include <yaml-cpp/yaml.h>

#include <array>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>

#include "config/node_builder.h"
#include "config/utf8.h"

namespace weir::config {
namespace {

// What yaml-cpp says, and what most often is behind it.
constexpr std::array<std::pair<std::string_view, std::string_view>, 11> kHands = {{
    {"end of map not found", "a line is indented wrongly, or \":\" is missing after a key"},
    {"end of map flow not found", "\"{\" has no \"}\", or a comma is missing"},
    {"end of sequence not found", "a line is indented wrongly, or \"-\" is missing before it"},
    {"end of sequence flow not found", "\"[\" has no \"]\", or a comma is missing"},
    {"illegal map value", "\": \" a second time in one line, or a line indented wrongly"},
    {"illegal map key", "a key is where none can be: check the indentation"},
    {"illegal block entry", "\"-\" is where no list can be: check the indentation"},
    {"illegal EOF in scalar", "a quote is never closed"},
    {"illegal flow end", "\"]\" or \"}\" without its beginning"},
    {"the referenced anchor is not defined",
     "put a value that begins with * in quotes; aliases are not supported"},
    {"unknown token", "put a value that begins with @, ` or % in quotes"},
}};

std::string Explained(const std::string& message) {
  for (const auto& [said, hand] : kHands) {
    if (message.starts_with(said)) return std::string(said).append(": ").append(hand);
  }
  return Printable(message);  // it may quote half a character
}

bool IsIndentedWithTab(std::string_view line) {
  const size_t tab = line.find_first_not_of(' ');
  return tab != std::string_view::npos && line[tab] == '\t';
}

void AddSyntax(Position position, const std::string& message, const Source& source,
               Findings& findings) {
  findings.Clear();
  const bool tab = IsIndentedWithTab(source.Line(source.Clamp(position).line));
  findings.Add(position, "not valid YAML: " +
                             (tab ? "indent with spaces, not with tabs" : Explained(message)));
}

std::optional<size_t> FirstControl(std::string_view text) {
  for (size_t at = 0; at < text.size();) {
    const std::string_view character = text.substr(at, CharacterLength(text.substr(at)));
    if (!IsPrintable(character) || character == "\r") return at;
    at += character.size();
  }
  return std::nullopt;
}

// yaml-cpp reads malformed text as something else, and takes byte 4 for the end of the file.
bool CheckCharacters(const Source& source, Findings& findings) {
  const size_t bad = FirstMalformed(source.text());
  if (bad != std::string::npos) {
    findings.Add(source.PositionOf(bad), "this byte is not valid UTF-8");
    return false;
  }
  const std::optional<size_t> control = FirstControl(source.text());
  if (control) {
    findings.Add(source.PositionOf(*control), "a control character: YAML text has none");
  }
  return !control;
}

Node Build(const Source& source, Findings& findings) {
  NodeBuilder builder(source, findings);
  std::istringstream stream(source.text());
  YAML::Parser parser(stream);
  while (parser.HandleNextDocument(builder)) {
  }
  return builder.TakeRoot();
}

}  // namespace

std::optional<Node> ParseDocument(const Source& source, Findings& findings) {
  if (!CheckCharacters(source, findings)) return std::nullopt;
  try {
    return Build(source, findings);
  } catch (const NodeBuilder::Stop&) {
  } catch (const NodeBuilder::Broken& broken) {
    AddSyntax(broken.position, broken.message, source, findings);
  } catch (const YAML::Exception& error) {
    AddSyntax({error.mark.line + 1, error.mark.column + 1}, error.msg, source, findings);
  }
  return std::nullopt;
}

}  // namespace weir::config

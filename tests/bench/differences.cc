#include "differences.h"

#include <fstream>
#include <map>
#include <utility>

#include "text_table.h"

namespace weir::bench {
namespace {

constexpr std::string_view kSeparator = " | ";

}  // namespace

Result<Differences::Line> Differences::ParseLine(const std::string& text) {
  const size_t first = text.find(kSeparator);
  const size_t last = text.rfind(kSeparator);
  const std::string side = text.substr(0, first);
  if (first == last || (side != "only-ours" && side != "only-theirs")) {
    return Fail("not a line of the list of differences: " + text);
  }
  const size_t begin = first + kSeparator.size();
  const std::string pattern = text.substr(begin, last - begin);
  try {
    return Line{side == "only-ours", std::regex(pattern), text.substr(last + kSeparator.size())};
  } catch (const std::regex_error& error) {
    return Fail("not a pattern: " + pattern + ": " + error.what());
  }
}

Result<Differences> Differences::Read(const std::string& file) {
  std::ifstream input(file);
  if (!input) return Fail("cannot read " + file);
  Differences differences;
  for (std::string text; std::getline(input, text);) {
    if (text.empty() || text.starts_with('#')) continue;
    Result<Line> line = ParseLine(text);
    if (!line) return tl::unexpected(line.error());
    differences.lines_.push_back(std::move(*line));
  }
  return differences;
}

void Differences::Compare(const PageEntries& ours, const PageEntries& theirs) {
  for (const std::string& entry : ours) {
    theirs.contains(entry) ? static_cast<void>(++common_) : Explain(true, entry);
  }
  for (const std::string& entry : theirs) {
    if (!ours.contains(entry)) Explain(false, entry);
  }
}

void Differences::Explain(bool ours, const std::string& entry) {
  for (Line& line : lines_) {
    if (line.ours == ours && std::regex_match(entry, line.pattern)) {
      ++line.explained;
      return;
    }
  }
  unexplained_.push_back((ours ? "only-ours: " : "only-theirs: ") + entry);
}

std::string Differences::Print() const {
  std::map<std::pair<std::string, std::string>, size_t> counts;
  for (const Line& line : lines_) {
    if (line.explained > 0) {
      counts[{line.ours ? "weir" : "node_exporter", line.reason}] += line.explained;
    }
  }
  TextTable table({"only on the page of", "why", "lines"}, 2);
  for (const auto& [key, count] : counts) {
    table.Add({key.first, key.second, std::to_string(count)});
  }
  return table.Print();
}

}  // namespace weir::bench

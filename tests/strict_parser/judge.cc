// Judges pages as the strict parser reads them.
//   strict_judge text|openmetrics FILE...
// A line for each file: the number of its samples, or why it is refused.
#include <fstream>
#include <iostream>
#include <sstream>
#include <string_view>

#include "strict_parser.h"

namespace weir::strict {
namespace {

std::string ReadWhole(const char* path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

// A page may have anything in a line; its judgement has to be one.
std::string OneLine(std::string text) {
  for (char& c : text) {
    if (c == '\n') c = ' ';
  }
  return text;
}

std::string Judge(std::string_view format, const std::string& page) {
  try {
    const Page read = format == "text" ? ParseText(page) : ParseOpenMetrics(page);
    size_t samples = 0;
    for (const Family& family : read) samples += family.samples.size();
    return "good " + std::to_string(samples);
  } catch (const NotStrict& violation) {
    return "bad " + OneLine(violation.what());
  }
}

}  // namespace
}  // namespace weir::strict

int main(int argc, char** argv) {
  const std::string_view format = argc > 1 ? argv[1] : "";
  if (format != "text" && format != "openmetrics") {
    std::cerr << "usage: strict_judge text|openmetrics FILE...\n";
    return 2;
  }
  for (int i = 2; i < argc; ++i) {
    std::cout << weir::strict::Judge(format, weir::strict::ReadWhole(argv[i])) << "\n";
  }
}

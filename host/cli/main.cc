#include "cli/main.h"

#include <exception>
#include <iostream>

#include "cli/arguments.h"
#include "cli/commands.h"
#include "cli/exit_code.h"

namespace weir::cli {
namespace {

int Dispatch(const Arguments& arguments) {
  switch (arguments.command) {
    case Command::kCheck:
      return Check(arguments);
    case Command::kOnce:
      return Once(arguments);
    case Command::kList:
      return List(arguments);
    default:
      return Run(arguments);
  }
}

}  // namespace

int Main(int argc, const char* const* argv) noexcept {
  try {
    const auto parsed = ParseArguments(argc, argv);
    if (const int* code = std::get_if<int>(&parsed)) return *code;
    const auto& arguments = std::get<Arguments>(parsed);
    log::Configure(arguments.log_level, arguments.log_format);
    return Dispatch(arguments);
  } catch (const std::exception& exception) {
    std::cerr << "weir: " << exception.what() << "\n";
    return kFailure;
  }
}

}  // namespace weir::cli

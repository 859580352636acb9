#include "cli/main.h"

#include <fcntl.h>
#include <unistd.h>

#include <exception>
#include <iostream>

#include "cli/arguments.h"
#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/lean_malloc.h"

namespace weir::cli {
namespace {

// What is closed at the start would be the number of the next file, and get lines of the log.
void OpenStandardDescriptors() {
  for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; ++fd) {
    if (fcntl(fd, F_GETFD) < 0) open("/dev/null", O_RDWR);  // gets the lowest number that is free
  }
}

int Dispatch(const Arguments& arguments) {
  switch (arguments.command) {
    case Command::kCheck:
      return Check(arguments);
    case Command::kOnce:
      return Once(arguments);
    case Command::kList:
      return List(arguments);
    case Command::kPrintConfiguration:
      return PrintConfiguration(arguments);
    case Command::kPrintSchema:
      return PrintSchema(arguments);
    case Command::kHealth:
      return Health(arguments);
    default:
      return Run(arguments);
  }
}

}  // namespace

int Main(int argc, const char* const* argv) noexcept {
  try {
    OpenStandardDescriptors();
    const auto parsed = ParseArguments(argc, argv);
    if (const int* code = std::get_if<int>(&parsed)) return *code;
    const auto& arguments = std::get<Arguments>(parsed);
    if (arguments.command == Command::kRun) BeginWithLeanMalloc(argv);
    log::Configure(arguments.log_level, arguments.log_format);
    const int code = Dispatch(arguments);
    log::Flush();
    if (std::cout.flush()) return code;
    std::cerr << "weir: cannot write to standard output\n";
    return kFailure;
  } catch (const std::exception& exception) {
    std::cerr << "weir: " << exception.what() << "\n";
    return kFailure;
  }
}

}  // namespace weir::cli

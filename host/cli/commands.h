// What weir's commands do.  Each returns the process' exit code.
#pragma once

#include "cli/arguments.h"

namespace weir::cli {

int Run(const Arguments& arguments);
int Check(const Arguments& arguments);
int Once(const Arguments& arguments);
int List(const Arguments& arguments);
int PrintConfiguration(const Arguments& arguments);
int PrintSchema(const Arguments& arguments);
int Health(const Arguments& arguments);

}  // namespace weir::cli

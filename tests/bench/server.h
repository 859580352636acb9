// The servers that are scraped, each a child process on a loopback port of its own.
#pragma once

#include <string>
#include <vector>

#include "child_process.h"
#include "error/result.h"

namespace weir::bench {

struct Server {
  ChildProcess process;
  int port;
};

// Starts `weir run` and returns when it is ready.  yaml: the configuration's lines from
// `collectors:` on, or all but `web:`.  plugins: the plugin directory.  folder: where the
// configuration and the log are written.
Result<Server> StartWeir(const std::string& weir, const std::string& plugins,
                         const std::string& yaml, const std::string& folder);

// Starts a program that writes its port as the only line of its output once it listens.
Result<Server> StartReporting(const std::vector<std::string>& arguments, const std::string& folder);

// Starts a program that was told to listen on `port`, and returns when `path` answers 200.
Result<Server> StartListening(const std::vector<std::string>& arguments, int port,
                              const std::string& path, const std::string& log);

}  // namespace weir::bench

#include "server.h"

#include <time.h>

#include <charconv>
#include <fstream>
#include <functional>

#include "http_client.h"
#include "statistics.h"

namespace weir::bench {
namespace {

constexpr double kPatienceNs = 180e9;
constexpr timespec kPoll{0, 5'000'000};

// Asks until it is so; fails when the server has ended or patience has.
Result<void> Await(ChildProcess& process, const std::string& program,
                   const std::function<bool()>& so) {
  const double end = NowNs() + kPatienceNs;
  while (!so()) {
    if (!process.Alive() || NowNs() > end) {
      return Fail(program + " does not serve; it said:\n" + process.Output());
    }
    nanosleep(&kPoll, nullptr);
  }
  return {};
}

bool Answers(int port, const std::string& path) {
  HttpClient client(port);
  const Result<Response> response = client.Get(path, "");
  return response && response->status == 200;
}

}  // namespace

Result<Server> StartListening(const std::vector<std::string>& arguments, int port,
                              const std::string& path, const std::string& log) {
  Result<ChildProcess> process = ChildProcess::Start(arguments, log);
  if (!process) return tl::unexpected(process.error());
  const auto so = [port, &path] { return Answers(port, path); };
  if (auto ready = Await(*process, arguments[0], so); !ready) return tl::unexpected(ready.error());
  return Server{std::move(*process), port};
}

Result<Server> StartWeir(const std::string& weir, const std::string& plugins,
                         const std::string& yaml, const std::string& folder) {
  const Result<int> port = FreePort();
  if (!port) return tl::unexpected(port.error());
  const std::string file = folder + "/exporter.yaml";
  std::ofstream(file) << "plugin_directory: \"" << plugins << "\"\n"
                      << "allow_unsafe_plugins: true\n"
                      << yaml;
  const std::string address = "127.0.0.1:" + std::to_string(*port);
  return StartListening({weir, "run", "--config.file=" + file, "--web.listen-address=" + address},
                        *port, "/-/ready", folder + "/weir.log");
}

Result<Server> StartReporting(const std::vector<std::string>& arguments,
                              const std::string& folder) {
  Result<ChildProcess> process = ChildProcess::Start(arguments, folder + "/peer.log");
  if (!process) return tl::unexpected(process.error());
  int port = 0;
  const auto so = [&process, &port] {
    const std::string output = process->Output();
    const auto [end, error] = std::from_chars(output.data(), output.data() + output.size(), port);
    return error == std::errc() && output.ends_with('\n');
  };
  if (auto ready = Await(*process, arguments[0], so); !ready) return tl::unexpected(ready.error());
  return Server{std::move(*process), port};
}

}  // namespace weir::bench

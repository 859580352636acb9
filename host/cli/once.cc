#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <future>
#include <iostream>

#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/setup.h"
#include "cli/stop.h"
#include "cli/text_table.h"
#include "expose/exposition.h"
#include "loop/epoll_loop.h"

namespace weir::cli {
namespace {

bool IsFile(const std::string& name) {
  return name.find('/') != std::string::npos || name.ends_with(".so");
}

size_t Print(expose::Body& body, FILE* out) {
  size_t bytes = 0;
  expose::ForEachPiece(body, [&](std::string_view piece) {
    bytes += piece.size();
    if (out != nullptr) fwrite(piece.data(), 1, piece.size(), out);
  });
  return bytes;
}

std::string Milliseconds(Duration duration) {
  char text[32];
  snprintf(text, sizeof text, "%.1f ms",
           std::chrono::duration<double, std::milli>(duration).count());
  return text;
}

template <size_t kSize>
uint64_t Sum(const std::array<uint64_t, kSize>& counts) {
  uint64_t sum = 0;
  for (const uint64_t count : counts) sum += count;
  return sum;
}

void PrintTable(const collect::Reading& reading, expose::Format format) {
  TextTable table({"COLLECTOR", "STATE", "TIME", "SERIES", "BYTES", "DROPPED", "REFUSED"});
  for (const auto& view : reading) {
    const size_t bytes = Print(*expose::Exposition::PageOf({view}, {format}, false), nullptr);
    table.Add({view.config->name, std::string(Name(view.state)), Milliseconds(view.duration),
               std::to_string(view.lines), std::to_string(bytes), std::to_string(Sum(view.dropped)),
               std::to_string(Sum(view.refused))});
  }
  table.Print(std::cerr);
}

// Leaves the named collectors; an error names those that there are.
Result<void> Select(const std::vector<std::string>& names, config::Configuration& configuration) {
  std::string known;
  for (const auto& collector : configuration.collectors)
    known += (known.empty() ? "" : ", ") + collector.name;
  for (const auto& name : names) {
    const bool found =
        std::ranges::count(configuration.collectors, name, &config::Collector::name) > 0;
    if (!found)
      return Fail("no collector \"" + name + "\" in " + configuration.file + ": there is " + known);
  }
  std::erase_if(configuration.collectors, [&](const auto& collector) {
    return !names.empty() && std::ranges::count(names, collector.name) == 0;
  });
  return {};
}

int CollectAndPrint(config::Configuration given, expose::Format format) {
  const auto configuration = std::make_shared<const config::Configuration>(std::move(given));
  const auto loadings = LoadPlugins(configuration);
  EpollLoop loop;
  const auto workshop = OpenWorkshop(loadings);
  if (!workshop) {
    std::cerr << "weir: " << workshop.error().message << "\n";
    return kFailure;
  }
  collect::Fleet fleet(configuration, loop, SourceMaker(loadings, workshop->get(), loop));
  fleet.Begin();
  std::promise<collect::Reading> promise;
  fleet.WhenReady([&] {
    fleet.Look([&](collect::Reading reading) { promise.set_value(std::move(reading)); });
  });
  const collect::Reading reading = promise.get_future().get();
  Print(*expose::Exposition::PageOf(reading, {format}, false), stdout);
  const bool written = fflush(stdout) == 0 && ferror(stdout) == 0;
  if (!written) std::cerr << "weir: cannot write to standard output\n";
  PrintTable(reading, format);
  const bool all_up = std::ranges::all_of(reading, &collect::View::up);
  const int code = written && all_up ? kSuccess : kFailure;
  StopOrLeave(fleet, std::chrono::seconds(1), code);
  return code;
}

}  // namespace

int Once(const Arguments& arguments) {
  const auto format = arguments.openmetrics ? expose::Format::kOpenMetrics : expose::Format::kText;
  if (arguments.names.size() == 1 && IsFile(arguments.names[0])) {
    const std::string path = std::filesystem::absolute(arguments.names[0]).lexically_normal();
    return CollectAndPrint(ForOnePlugin(arguments, path), format);
  }
  config::Loaded loaded = LoadConfiguration(arguments);
  for (const auto& finding : loaded.findings) std::cerr << config::ToString(finding) << "\n";
  if (!loaded.findings.empty()) return kBadConfiguration;
  if (const auto selected = Select(arguments.names, loaded.configuration); !selected) {
    std::cerr << "weir: " << selected.error().message << "\n";
    return kUsage;
  }
  return CollectAndPrint(std::move(loaded.configuration), format);
}

}  // namespace weir::cli

// Weir with the linux plugin beside node_exporter with the same collectors: CPU of a scrape of this
// machine, and the two pages compared.
//
//   linux_bench --weir PROGRAM --plugins DIR --peer NODE_EXPORTER --folder DIR --differences FILE
//               [--scrapes N] [--json FILE] [--check]
//
// Exit 1: a scrape failed, a page lost samples, or the pages differ in what the list does not
// explain; 3, with --check: a target was missed.

#include <algorithm>
#include <cstdio>
#include <fstream>

#include "bench_options.h"
#include "linux_results.h"
#include "measure.h"

namespace weir::bench {
namespace {

constexpr size_t kScrapes = 200;
constexpr size_t kRounds = 10;  // in turn, so that a busy time of the machine meets both
constexpr size_t kWarmUp = 5;   // of each round

// Both are asked for Debian's and Weir's common ground: the collectors of the plugin, the filters
// of its defaults, and no metrics about the server itself.
constexpr const char* kYaml =
    "web: {disable_exporter_metrics: true}\n"
    "collectors:\n"
    "  - plugin: linux\n"
    "    isolation: in_process\n";
constexpr const char* kMountPointsFlag =
    "--collector.filesystem.mount-points-exclude=^/(dev|proc|run/credentials/.+|sys|"
    "var/lib/docker/.+|var/lib/containers/storage/.+)($|/)";
const std::vector<std::string> kPeerFlags = {
    "--collector.disable-defaults",
    "--web.disable-exporter-metrics",
    "--collector.cpu",
    "--collector.diskstats",
    "--collector.filesystem",
    "--collector.loadavg",
    "--collector.meminfo",
    "--collector.netdev",
    "--collector.stat",
    "--collector.time",
    "--collector.uname",
    "--collector.vmstat",
    "--collector.netdev.device-exclude=^$",
    R"(--collector.diskstats.device-exclude=^(z?ram|loop|fd|(h|s|v|xv)d[a-z]|nvme\d+n\d+p)\d+$)",
    kMountPointsFlag};

Result<Server> StartPeer(const BenchOptions& options) {
  const Result<int> port = FreePort();
  if (!port) return tl::unexpected(port.error());
  std::vector<std::string> arguments = {options.peer};
  arguments.insert(arguments.end(), kPeerFlags.begin(), kPeerFlags.end());
  arguments.push_back("--web.listen-address=127.0.0.1:" + std::to_string(*port));
  return StartListening(arguments, *port, "/metrics", options.folder + "/node_exporter.log");
}

size_t CountSamples(std::string_view page) {
  size_t samples = 0;
  while (!page.empty()) {
    if (!page.starts_with('#')) ++samples;
    page.remove_prefix(std::min(page.find('\n'), page.size() - 1) + 1);
  }
  return samples;
}

// Every page has to have as many samples as the first, and keeps the last one whole.
struct PageKeeper {
  size_t samples = 0;
  std::string last;

  Result<void> Look(std::string_view page) {
    const size_t count = CountSamples(page);
    if (samples == 0) samples = count;
    if (count >= samples && count > 0 && page.ends_with('\n')) return {};
    return Fail("a page with " + std::to_string(count) + " samples after one with " +
                std::to_string(samples));
  }
  Result<void> Keep(std::string_view page) {
    last = page;
    return Look(page);
  }
};

Result<LinuxRow> Measure(const BenchOptions& options, const Server& server, bool weir, bool gzip,
                         PageKeeper& keeper) {
  Plan plan;
  plan.warm_up = kWarmUp;
  plan.scrapes = std::max((options.scrapes == 0 ? kScrapes : options.scrapes) / kRounds, size_t{1});
  plan.gzip = gzip;
  const PageReader reader{[&keeper](std::string_view page) { return keeper.Keep(page); },
                          [&keeper](std::string_view page) { return keeper.Look(page); }};
  Result<Cost> cost = MeasureScrapes(server, plan, reader);
  if (!cost) return Fail((weir ? "weir: " : "node_exporter: ") + cost.error().message);
  return LinuxRow{weir, gzip, keeper.samples, std::move(*cost)};
}

Result<void> Compare(const PageKeeper& ours, const PageKeeper& theirs, Differences& differences) {
  const Result<PageEntries> our_entries = EntriesOf(ours.last);
  if (!our_entries) return tl::unexpected(our_entries.error());
  const Result<PageEntries> their_entries = EntriesOf(theirs.last);
  if (!their_entries) return tl::unexpected(their_entries.error());
  differences.Compare(*our_entries, *their_entries);
  return {};
}

Result<LinuxResults> MeasureAll(const BenchOptions& options) {
  Result<Differences> differences = Differences::Read(options.differences);
  if (!differences) return tl::unexpected(differences.error());
  LinuxResults results(std::move(*differences));
  Result<Server> weir = StartWeir(options.weir, options.plugins, kYaml, options.folder);
  if (!weir) return tl::unexpected(weir.error());
  Result<Server> peer = StartPeer(options);
  if (!peer) return tl::unexpected(peer.error());
  PageKeeper ours, theirs;
  for (size_t turn = 0; turn < 4 * kRounds; ++turn) {
    const bool is_weir = turn % 2 == 0, gzip = turn / 2 % 2 == 1;
    Result<LinuxRow> row =
        Measure(options, is_weir ? *weir : *peer, is_weir, gzip, is_weir ? ours : theirs);
    if (!row) return tl::unexpected(row.error());
    results.Add(std::move(*row));
  }
  if (auto done = Compare(ours, theirs, results.differences()); !done) {
    return tl::unexpected(done.error());
  }
  return results;
}

int Main(int argc, char** argv) {
  const Result<BenchOptions> options = ParseOptions(argc, argv);
  Result<LinuxResults> results = options ? MeasureAll(*options) : tl::unexpected(options.error());
  if (!results) {
    std::fprintf(stderr, "linux_bench: %s\n", results.error().message.c_str());
    return kWrongPage;
  }
  std::printf("%s", results->Print().c_str());
  if (!options->json.empty()) std::ofstream(options->json) << results->Json().dump(1) << '\n';
  if (!results->differences().unexplained().empty()) return kWrongPage;
  if (!options->check) return kRight;
  Targets targets;
  results->Judge(targets);
  std::printf("\n%s", targets.Print().c_str());
  return targets.reached() ? kRight : kTargetMissed;
}

}  // namespace
}  // namespace weir::bench

int main(int argc, char** argv) { return weir::bench::Main(argc, argv); }

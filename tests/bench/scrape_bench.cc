// Whole scrapes over HTTP: what a page of N series costs Weir, beside prometheus-cpp's own exposer
// with the same series in the same run.
//
//   scrape_bench --weir PROGRAM --plugins DIR --peer PROGRAM --folder DIR
//                [--sizes N,N] [--scrapes N] [--json FILE] [--check]
//
// Exit 1: a scrape failed or showed a wrong page; 3, with --check: a target was missed.

#include <array>
#include <cstdio>
#include <cstdlib>
#include <fstream>

#include "bench_options.h"
#include "page_check.h"
#include "plugin_alone.h"
#include "scrape_results.h"

namespace weir::bench {
namespace {

constexpr size_t kBaselineScrapes = 11;

size_t ScrapesFor(const BenchOptions& options, size_t series) {
  if (options.scrapes != 0) return options.scrapes;
  return series <= 1'000 ? 501 : series <= 10'000 ? 201 : series <= 100'000 ? 31 : 7;
}

std::string YamlFor(size_t series, bool by_object) {
  return "collectors:\n"
         "  - plugin: series\n"
         "    isolation: in_process\n"
         "    timeout: 60s\n"
         "    start_timeout: 60s\n"
         "    limits: {series: " +
         std::to_string(series) +
         "}\n"
         "    config: {series: " +
         std::to_string(series) + ", order: " + (by_object ? "objects" : "families") + "}\n";
}

Result<Server> Start(const BenchOptions& options, Subject subject, size_t series) {
  if (subject == Subject::kPeer) {
    return StartReporting({options.peer, std::to_string(series)}, options.folder);
  }
  return StartWeir(options.weir, options.plugins,
                   YamlFor(series, subject == Subject::kWeirByObject), options.folder);
}

PageReader ReaderOf(PageCheck& check, size_t series) {
  PageReader reader;
  reader.read = [&check](std::string_view page) { return check.Read(page); };
  reader.glance = [series](std::string_view page) -> Result<void> {
    const PageLines lines = CountLines(page);
    if (lines.whole && lines.samples == series) return {};
    return Fail("a page with " + std::to_string(lines.samples) + " of " + std::to_string(series) +
                " series" + (lines.whole ? "" : ", cut short"));
  };
  return reader;
}

Result<ScrapeRow> Measure(const BenchOptions& options, Subject subject, size_t series, bool gzip,
                          size_t scrapes) {
  Result<Server> server = Start(options, subject, series);
  if (!server) return tl::unexpected(server.error());
  const bool exact = subject != Subject::kPeer;
  PageCheck check(Workload(series),
                  exact ? PageCheck::Values::kExact : PageCheck::Values::kChanging);
  Plan plan;
  plan.gzip = gzip;
  plan.scrapes = scrapes;
  Result<Cost> cost = MeasureScrapes(*server, plan, ReaderOf(check, series));
  if (!cost) {
    return Fail(std::string(Name(subject)) + ", " + std::to_string(series) + " series" +
                (gzip ? ", gzip: " : ": ") + cost.error().message);
  }
  return ScrapeRow{subject, series, gzip, std::move(*cost)};
}

Result<double> MeasurePeerAlone(const BenchOptions& options, size_t series) {
  const std::string command = "'" + options.peer + "' " + std::to_string(series) + " --update";
  FILE* output = popen(command.c_str(), "r");
  double nanoseconds = 0;
  const bool read = output != nullptr && std::fscanf(output, "%lf", &nanoseconds) == 1;
  if (output == nullptr || pclose(output) != 0 || !read) return Fail("cannot run " + command);
  return nanoseconds;
}

Result<OwnWork> MeasureOwnWork(const BenchOptions& options, size_t series) {
  const Result<double> plugin = MeasurePluginAlone(options.plugins + "/series.so", series);
  if (!plugin) return tl::unexpected(plugin.error());
  const Result<double> peer = MeasurePeerAlone(options, series);
  if (!peer) return tl::unexpected(peer.error());
  return OwnWork{series, *plugin, *peer};
}

constexpr std::array kSubjects = {Subject::kWeir, Subject::kWeirByObject, Subject::kPeer};

Result<void> MeasureBaselines(const BenchOptions& options, bool gzip, ScrapeResults& results) {
  for (const Subject subject : kSubjects) {
    const Result<ScrapeRow> one = Measure(options, subject, 1, gzip, kBaselineScrapes);
    if (!one) return tl::unexpected(one.error());
    results.AddBaseline(subject, gzip, one->cost.memory.peak_bytes);
  }
  return {};
}

// All servers with that many series, one after the other.
Result<void> MeasureSize(const BenchOptions& options, size_t series, bool gzip,
                         ScrapeResults& results) {
  for (const Subject subject : kSubjects) {
    std::fprintf(stderr, "%s, %zu series, %s\n", std::string(Name(subject)).c_str(), series,
                 gzip ? "gzip" : "identity");
    Result<ScrapeRow> row = Measure(options, subject, series, gzip, ScrapesFor(options, series));
    if (!row) return tl::unexpected(row.error());
    results.Add(std::move(*row));
  }
  return {};
}

Result<void> MeasureScrapes(const BenchOptions& options, ScrapeResults& results) {
  for (const bool gzip : {false, true}) {
    if (auto done = MeasureBaselines(options, gzip, results); !done) return done;
    for (const size_t series : options.sizes) {
      if (auto done = MeasureSize(options, series, gzip, results); !done) return done;
    }
  }
  return {};
}

Result<ScrapeResults> MeasureAll(const BenchOptions& options) {
  ScrapeResults results;
  if (auto done = MeasureScrapes(options, results); !done) return tl::unexpected(done.error());
  for (const size_t series : options.sizes) {
    const Result<OwnWork> work = MeasureOwnWork(options, series);
    if (!work) return tl::unexpected(work.error());
    results.Add(*work);
  }
  return results;
}

int Main(int argc, char** argv) {
  const Result<BenchOptions> options = ParseOptions(argc, argv);
  const Result<ScrapeResults> results =
      options ? MeasureAll(*options) : tl::unexpected(options.error());
  if (!results) {
    std::fprintf(stderr, "scrape_bench: %s\n", results.error().message.c_str());
    return kWrongPage;
  }
  std::printf("%s", results->Print().c_str());
  if (!options->json.empty()) std::ofstream(options->json) << results->Json().dump(1) << '\n';
  if (!options->check) return kRight;
  Targets targets;
  results->Judge(targets);
  std::printf("\n%s", targets.Print().c_str());
  return targets.reached() ? kRight : kTargetMissed;
}

}  // namespace
}  // namespace weir::bench

int main(int argc, char** argv) { return weir::bench::Main(argc, argv); }

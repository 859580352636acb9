// Whole scrapes over HTTP: what a page of N series costs Weir, beside prometheus-cpp's own exposer
// and Go's promhttp with the same series in the same run.
//
//   scrape_bench --weir PROGRAM --plugins DIR --peer PROGRAM [--promhttp PROGRAM] --folder DIR
//                [--sizes N,N] [--scrapes N] [--json FILE] [--check]
//
// Exit 1: a scrape failed or showed a wrong page; 3, with --check: a target was missed.

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>
#include <tuple>

#include "bench_options.h"
#include "page_check.h"
#include "plugin_alone.h"
#include "protobuf_count.h"
#include "scrape_results.h"

namespace weir::bench {
namespace {

size_t ScrapesFor(const BenchOptions& options, const ScrapeCase& of) {
  if (options.scrapes != 0) return options.scrapes;
  // The peers' scrapes take long.
  if (of.series > 100'000) return IsWeir(of.subject) ? 9 : 3;
  return of.series <= 1'000 ? 501 : of.series <= 10'000 ? 101 : 21;
}

std::string YamlFor(const ScrapeCase& of) {
  const std::string series = std::to_string(of.series);
  const bool worker = of.subject == Subject::kWeir;
  const bool by_object = of.subject == Subject::kWeirByObject;
  return "collectors:\n"
         "  - plugin: series\n" +
         std::string(worker ? "" : "    isolation: in_process\n") +
         "    timeout: 60s\n"
         "    start_timeout: 60s\n"
         "    limits: {series: " +
         series + (worker ? ", memory: 4GiB, output: 1GiB" : "") +
         "}\n"
         "    config: {series: " +
         series + ", order: " + (by_object ? "objects" : "families") +
         ", change: " + std::string(Name(of.change)) + "}\n";
}

Result<Server> Start(const BenchOptions& options, const ScrapeCase& of) {
  if (IsWeir(of.subject))
    return StartWeir(options.weir, options.plugins, YamlFor(of), options.folder);
  const bool go = of.subject == Subject::kPromhttp;
  return StartReporting({go ? options.promhttp : options.peer, std::to_string(of.series)},
                        options.folder);
}

Result<void> Expect(size_t samples, size_t series, bool whole) {
  if (whole && samples == series) return {};
  return Fail("a page with " + std::to_string(samples) + " of " + std::to_string(series) +
              " series" + (whole ? "" : ", cut short"));
}

Result<void> Glance(std::string_view page, const ScrapeCase& of) {
  if (of.format == PageFormat::kProtobuf) {
    const Result<size_t> metrics = CountMetrics(page);
    return metrics ? Expect(*metrics, of.series, true) : tl::unexpected(metrics.error());
  }
  const bool ended = of.format == PageFormat::kText || page.ends_with("\n# EOF\n");
  const PageLines lines = CountLines(page);
  return Expect(lines.samples, of.series, lines.whole && ended);
}

PageReader ReaderOf(PageCheck& check, const ScrapeCase& of) {
  PageReader reader;
  reader.glance = [of](std::string_view page) { return Glance(page, of); };
  reader.read = [&check, of](std::string_view page) -> Result<void> {
    if (auto right = Glance(page, of); !right) return right;
    return of.format == PageFormat::kProtobuf ? Result<void>() : check.Read(page);
  };
  return reader;
}

Plan PlanFor(const ScrapeCase& of, size_t scrapes) {
  Plan plan;
  plan.format = of.format;
  plan.gzip = of.gzip;
  plan.scrapes = scrapes;
  return plan;
}

Result<Cost> MeasureOn(const Server& server, const ScrapeCase& of, PageCheck& check,
                       size_t scrapes) {
  Result<Cost> cost = MeasureScrapes(server, PlanFor(of, scrapes), ReaderOf(check, of));
  if (!cost) return Fail(of.Text() + ": " + cost.error().message);
  return cost;
}

PageCheck CheckOf(const ScrapeCase& of) {
  const bool exact = IsWeir(of.subject);
  return {Workload(of.series), exact ? PageCheck::Values::kExact : PageCheck::Values::kChanging,
          of.change};
}

Result<ScrapeRow> Measure(const BenchOptions& options, const ScrapeCase& of) {
  std::fprintf(stderr, "%s\n", of.Text().c_str());
  Result<Server> server = Start(options, of);
  if (!server) return tl::unexpected(server.error());
  server->process.CountChildren();
  PageCheck check = CheckOf(of);
  return MeasureOn(*server, of, check, ScrapesFor(options, of)).map([&](Cost cost) {
    return ScrapeRow{of, std::move(cost)};
  });
}

// What a server holds after scrapes of both kinds; the peers know text alone.
Result<ScrapeRow> MeasureMemory(const BenchOptions& options, ScrapeCase of) {
  Result<Server> server = Start(options, of);
  if (!server) return tl::unexpected(server.error());
  server->process.CountChildren();
  PageCheck check = CheckOf(of);
  of.gzip = true;
  if (auto done = MeasureOn(*server, of, check, 20); !done) return tl::unexpected(done.error());
  if (IsWeir(of.subject)) of.format = PageFormat::kOpenMetrics;
  return MeasureOn(*server, of, check, 5).map([&](Cost cost) {
    return ScrapeRow{of, std::move(cost)};
  });
}

Result<double> MeasurePeerAlone(const std::string& program, size_t series) {
  const std::string command = "'" + program + "' " + std::to_string(series) + " --update";
  FILE* output = popen(command.c_str(), "r");
  double nanoseconds = 0;
  const bool read = output != nullptr && std::fscanf(output, "%lf", &nanoseconds) == 1;
  if (output == nullptr || pclose(output) != 0 || !read) return Fail("cannot run " + command);
  return nanoseconds;
}

Result<double> MeasureOwnWork(const BenchOptions& options, const ScrapeCase& of) {
  if (IsWeir(of.subject))
    return MeasurePluginAlone(options.plugins + "/series.so", of.series, of.change);
  return MeasurePeerAlone(of.subject == Subject::kPromhttp ? options.promhttp : options.peer,
                          of.series);
}

// Own work is the same for all formats and encodings.
class OwnWork {
 public:
  explicit OwnWork(const BenchOptions& options) : options_(options) {}

  Result<double> Of(ScrapeCase of) {
    if (IsWeir(of.subject)) of.subject = Subject::kWeir;
    const Key key = {of.subject, of.change, of.series};
    if (const auto known = known_.find(key); known != known_.end()) return known->second;
    Result<double> measured = MeasureOwnWork(options_, of);
    if (measured) known_[key] = *measured;
    return measured;
  }

 private:
  using Key = std::tuple<Subject, Change, size_t>;
  const BenchOptions& options_;
  std::map<Key, double> known_;
};

Result<void> MeasureBaselines(const BenchOptions& options, ScrapeResults& results) {
  for (const ScrapeCase& of : CasesOf(1, !options.promhttp.empty())) {
    if (!of.gzip || of.format != PageFormat::kText || of.change != Change::kAll) continue;
    const Result<ScrapeRow> one = MeasureMemory(options, of);
    if (!one) return tl::unexpected(one.error());
    results.AddBaseline(of.subject, one->cost.memory.peak_bytes);
  }
  return {};
}

// All servers with that many series, one after the other.
Result<void> MeasureSize(const BenchOptions& options, size_t series, OwnWork& own,
                         ScrapeResults& results) {
  for (const ScrapeCase& of : CasesOf(series, !options.promhttp.empty())) {
    Result<ScrapeRow> row = Measure(options, of);
    if (!row) return tl::unexpected(row.error());
    const Result<double> alone = own.Of(of);
    if (!alone) return tl::unexpected(alone.error());
    row->own_ns = *alone;
    results.Add(std::move(*row));
  }
  for (const Subject subject : {Subject::kWeir, Subject::kWeirInProcess}) {
    Result<ScrapeRow> row = MeasureMemory(options, {.subject = subject, .series = series});
    if (!row) return tl::unexpected(row.error());
    results.AddMemory(std::move(*row));
  }
  return {};
}

Result<ScrapeResults> MeasureAll(const BenchOptions& options) {
  ScrapeResults results;
  OwnWork own(options);
  if (auto done = MeasureBaselines(options, results); !done) return tl::unexpected(done.error());
  for (const size_t series : options.sizes) {
    if (auto done = MeasureSize(options, series, own, results); !done)
      return tl::unexpected(done.error());
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

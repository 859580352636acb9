// The encoder alone, without HTTP and without a plugin: Weir's page beside prometheus-cpp's
// TextSerializer on the same families.
//
//   encoder_bench [--sizes N,N] [Google Benchmark's own flags]
//
// Exit 1: a page is not right; that is looked at before anything is measured.

#include <benchmark/benchmark.h>
#include <prometheus/text_serializer.h>

#include <cstdio>
#include <memory>

#include "bench_options.h"
#include "expose/exposition.h"
#include "gunzip.h"
#include "page_check.h"
#include "recorded_workload.h"
#include "text_table.h"

namespace weir::bench {
namespace {

class NoOwnMetrics : public collect::OwnMetrics {
 public:
  series::Snapshot Read(const collect::Reading&, const std::vector<collect::Conflicts>&) override {
    return {};
  }
};

// What one size needs; only one size is held at a time.
struct Bench {
  explicit Bench(size_t series) : workload(series), recorded(workload) {}

  Workload workload;
  RecordedWorkload recorded;
  NoOwnMetrics own;
  expose::Exposition exposition{own};
};

Bench& BenchOf(size_t series) {
  static std::unique_ptr<Bench> bench;
  if (!bench || bench->workload.series() != series) {
    bench.reset();
    bench = std::make_unique<Bench>(series);
  }
  return *bench;
}

template <class Take>
void Encode(Bench& bench, size_t turn, bool gzip, Take take) {
  const auto body =
      bench.exposition.Page(bench.recorded.reading(turn), expose::Format::kText, gzip);
  thread_local expose::Buffer piece;  // kept, as a server keeps its own
  for (bool more = true; more; take(piece.view())) {
    piece.Truncate(0);
    more = body->Next(piece);
  }
}

void Finish(benchmark::State& state, size_t series, size_t bytes) {
  state.SetItemsProcessed(state.iterations() * static_cast<int64_t>(series));
  state.counters["bytes"] = static_cast<double>(bytes);
}

void RunEncode(benchmark::State& state, size_t series, bool gzip) {
  Bench& bench = BenchOf(series);
  size_t turn = 0;
  size_t bytes = 0;
  for (auto iteration : state) {
    bytes = 0;
    Encode(bench, turn++, gzip, [&bytes](std::string_view piece) { bytes += piece.size(); });
  }
  Finish(state, series, bytes);
}

void RunCollect(benchmark::State& state, size_t series) {
  Bench& bench = BenchOf(series);
  for (auto iteration : state) benchmark::DoNotOptimize(bench.recorded.Collect());
  Finish(state, series, 0);
}

void RunPeer(benchmark::State& state, size_t series) {
  const auto families = PeerFamilies(Workload(series));
  const prometheus::TextSerializer serializer;
  size_t bytes = 0;
  for (auto iteration : state) bytes = serializer.Serialize(families).size();
  Finish(state, series, bytes);
}

void Register(size_t series) {
  const std::string size = "/" + std::to_string(series);
  const auto add = [&size](const std::string& name, auto run) {
    benchmark::RegisterBenchmark((name + size).c_str(), run)->Unit(benchmark::kMillisecond);
  };
  add("weir/identity", [series](benchmark::State& state) { RunEncode(state, series, false); });
  add("weir/gzip", [series](benchmark::State& state) { RunEncode(state, series, true); });
  add("weir/collect", [series](benchmark::State& state) { RunCollect(state, series); });
  add("TextSerializer/identity", [series](benchmark::State& state) { RunPeer(state, series); });
}

Result<void> CheckWeir(size_t series) {
  PageCheck check(Workload(series), PageCheck::Values::kExact);
  for (const bool gzip : {false, true}) {
    std::string page;
    Encode(BenchOf(series), gzip, gzip, [&page](std::string_view piece) { page += piece; });
    std::string unpacked = page;
    if (auto done = gzip ? Gunzip(page, unpacked) : Result<void>(); !done) return done;
    if (auto right = check.Read(unpacked); !right) return right;
  }
  return {};
}

Result<void> CheckPeer(size_t series) {
  PageCheck check(Workload(series), PageCheck::Values::kChanging);
  return check.Read(prometheus::TextSerializer().Serialize(PeerFamilies(Workload(series))));
}

// One table for all, as Markdown.
class MarkdownReporter : public benchmark::BenchmarkReporter {
 public:
  bool ReportContext(const Context&) override { return true; }

  void ReportRuns(const std::vector<Run>& runs) override {
    for (const Run& run : runs) {
      const std::string name = run.benchmark_name();
      const double series = std::stod(name.substr(name.rfind('/') + 1));
      const double cpu_ms = run.GetAdjustedCPUTime();
      table_.Add({name.substr(0, name.rfind('/')), Count(static_cast<size_t>(series)),
                  Short(cpu_ms), Short(cpu_ms * 1e6 / series),
                  Short(run.counters.at("bytes") / 1e6), std::to_string(run.iterations)});
    }
  }

  void Finalize() override { std::printf("%s", table_.Print().c_str()); }

 private:
  TextTable table_{{"encoder", "series", "CPU ms", "CPU ns a series", "MB", "runs"}, 1};
};

int Main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  const Result<BenchOptions> options = ParseOptions(argc, argv);
  Result<void> right = options ? Result<void>() : tl::unexpected(options.error());
  for (size_t i = 0; right && i < options->sizes.size(); ++i) {
    right = CheckWeir(options->sizes[i]).and_then([&] { return CheckPeer(options->sizes[i]); });
    Register(options->sizes[i]);
  }
  if (!right) {
    std::fprintf(stderr, "encoder_bench: %s\n", right.error().message.c_str());
    return 1;
  }
  MarkdownReporter reporter;
  benchmark::RunSpecifiedBenchmarks(&reporter);
  return 0;
}

}  // namespace
}  // namespace weir::bench

int main(int argc, char** argv) { return weir::bench::Main(argc, argv); }

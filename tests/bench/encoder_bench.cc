// The encoder alone, without HTTP and without a plugin: Weir's page beside prometheus-cpp's
// TextSerializer on the same families.
//
//   encoder_bench [--sizes N,N] [Google Benchmark's own flags]
//   encoder_bench --sizes N --count NAME --turns N   encodes so many pages and ends: to be counted
//
// Exit 1: a page is not right; that is looked at before anything is measured.

#include <benchmark/benchmark.h>
#include <prometheus/text_serializer.h>

#include <cstdio>
#include <memory>

#include "bench_options.h"
#include "change.h"
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
void Encode(Bench& bench, size_t turn, expose::Format format, bool gzip, Take take) {
  const auto body = bench.exposition.Page(bench.recorded.reading(turn), {format}, gzip);
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

// kChurn: another collection, with a hundredth of its series new, is part of the turn.
struct Encoder {
  const char* name;
  bool gzip;
  Change change;
  expose::Format format = expose::Format::kText;
};
constexpr Encoder kEncoders[] = {
    {"identity", false, Change::kAll},
    {"identity-unchanged", false, Change::kNone},
    {"gzip", true, Change::kAll},
    {"gzip-unchanged", true, Change::kNone},
    {"protobuf", false, Change::kAll, expose::Format::kProtobuf},
    {"protobuf-gzip", true, Change::kAll, expose::Format::kProtobuf},
    {"protobuf-gzip-unchanged", true, Change::kNone, expose::Format::kProtobuf},
    // The last: it leaves turns behind that differ in their series.
    {"gzip-churn", true, Change::kChurn}};

size_t EncodedBytes(Bench& bench, size_t turn, const Encoder& encoder) {
  size_t bytes = 0;
  if (encoder.change == Change::kChurn) bench.recorded.Churn();
  Encode(bench, encoder.change == Change::kAll ? turn : 0, encoder.format, encoder.gzip,
         [&bytes](std::string_view piece) { bytes += piece.size(); });
  return bytes;
}

// What is prepared at the first scrapes is there for all that follow.
void WarmUp(Bench& bench, const Encoder& encoder) {
  for (size_t turn = 0; turn < 4; ++turn) EncodedBytes(bench, turn, encoder);
}

void RunEncode(benchmark::State& state, size_t series, const Encoder& encoder) {
  Bench& bench = BenchOf(series);
  WarmUp(bench, encoder);
  size_t turn = 0;
  size_t bytes = 0;
  for (auto iteration : state) bytes = EncodedBytes(bench, turn++, encoder);
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
  for (const Encoder& encoder : kEncoders) {
    add("weir/" + std::string(encoder.name),
        [series, &encoder](benchmark::State& state) { RunEncode(state, series, encoder); });
  }
  add("weir/collect", [series](benchmark::State& state) { RunCollect(state, series); });
  add("TextSerializer/identity", [series](benchmark::State& state) { RunPeer(state, series); });
}

Result<void> CheckWeir(size_t series) {
  size_t turn = 0;
  for (const bool gzip : {false, true, true, true}) {
    PageCheck check(Workload(series), PageCheck::Values::kExact);
    std::string page;
    Encode(BenchOf(series), turn++, expose::Format::kText, gzip,
           [&page](std::string_view piece) { page += piece; });
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

// Fails for a name that is none.
Result<void> RunCounted(const BenchOptions& options) {
  for (const Encoder& encoder : kEncoders) {
    if (options.count != encoder.name) continue;
    Bench& bench = BenchOf(options.sizes.front());
    WarmUp(bench, encoder);
    for (size_t turn = 0; turn < options.turns; ++turn) EncodedBytes(bench, turn, encoder);
    return {};
  }
  return Fail("no encoder is called " + options.count);
}

int Main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  const Result<BenchOptions> options = ParseOptions(argc, argv);
  if (options && !options->count.empty()) {
    const Result<void> done = RunCounted(*options);
    if (!done) std::fprintf(stderr, "encoder_bench: %s\n", done.error().message.c_str());
    return done ? 0 : 1;
  }
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

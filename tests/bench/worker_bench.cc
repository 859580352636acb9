// What a worker costs beside the same plugin in process: starts, memory, and collections, in one
// run.  Prints Markdown.
//
//   worker_bench SERIES.so SMALL.so WEIR-WORKER [--check]
//
// With --check it ends with 3 when a target is missed.
#include <dirent.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <future>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "collect/in_process.h"
#include "log/log.h"
#include "loop/epoll_loop.h"
#include "plugin/plugin.h"
#include "statistics.h"
#include "text_table.h"
#include "worker/sandbox_policy.h"
#include "worker/worker_source.h"

namespace weir::bench {
namespace {

using std::chrono::seconds;

[[noreturn]] void Die(const std::string& what) {
  fprintf(stderr, "worker_bench: %s\n", what.c_str());
  exit(EXIT_FAILURE);
}

template <class T>
T Need(Result<T> result) {
  if (!result) Die(result.error().message);
  return std::move(*result);
}

// User and system time of this process, without its children.
double ProcessCpuNs() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto ns = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) * 1e9 + static_cast<double>(time.tv_usec) * 1e3;
  };
  return ns(usage.ru_utime) + ns(usage.ru_stime);
}

constexpr size_t kWorkers = 30;

// The targets.
constexpr double kMostStartMs = 10;
constexpr double kMostPssKiB = 512;
// Of the host's time, for one collection.
double MostMoreUs(size_t series) { return 100 + static_cast<double>(series) / 100; }

config::Collector Configured(const std::string& name, size_t series) {
  config::Collector config;
  config.name = name;
  config.config = "{\"series\":" + std::to_string(series) + "}";
  config.limits.series = 10'000'000;
  config.process_limits.memory_bytes = size_t{2} << 30;
  config.process_limits.output_bytes = size_t{2} << 30;
  return config;
}

// One collector without a fleet: calls that wait for their answer.
class Driven {
 public:
  Driven(EpollLoop& loop, std::unique_ptr<collect::Source> source)
      : loop_(loop), source_(std::move(source)) {}
  ~Driven() {
    std::promise<void> gone;
    loop_.Post([&] { source_->Stop([&] { gone.set_value(); }); });
    gone.get_future().get();
  }

  void Start() {
    Call([this](collect::Source::Done done) {
      source_->Start(loop_.Now() + seconds(60), std::move(done));
    });
  }
  void Collect() {
    Call([this](collect::Source::Done done) {
      source_->Collect(loop_.Now() + seconds(60), std::move(done));
    });
  }

 private:
  template <class Begin>
  void Call(Begin begin) {
    std::promise<collect::Report> answer;
    loop_.Post(
        [&] { begin([&](collect::Report report) { answer.set_value(std::move(report)); }); });
    const collect::Report report = answer.get_future().get();
    if (!report.alive || !report.outcome.ok()) Die(report.outcome.message);
  }

  EpollLoop& loop_;
  const std::unique_ptr<collect::Source> source_;
};

class Bench {
 public:
  Bench(const std::string& worker, const std::string& series, const std::string& small)
      : workshop_(Need(worker::Workshop::Open(worker))),
        series_(Need(plugin::Find(series, {"", true}))),
        small_(Need(plugin::Find(small, {"", true}))) {}

  void Starts();
  void Collections(const std::vector<size_t>& sizes);
  bool reached() const { return reached_; }  // all targets so far

 private:
  std::unique_ptr<Driven> InWorker(const config::Collector& config, const plugin::Found& found) {
    const auto policy = Need(worker::PolicyOf(config, found.file->path, {}));
    return std::make_unique<Driven>(
        loop_, std::make_unique<worker::WorkerSource>(config, found, sandbox::Encode(policy),
                                                      *workshop_, loop_));
  }
  std::unique_ptr<Driven> InProcess(const config::Collector& config, const plugin::Found& found) {
    const auto plugin = Need(plugin::Load(found));
    return std::make_unique<Driven>(
        loop_, std::make_unique<collect::InProcess>(config, *plugin->descriptor, loop_));
  }

  EpollLoop loop_;
  const std::unique_ptr<worker::Workshop> workshop_;
  const plugin::Found series_, small_;
  bool reached_ = true;
};

// KiB of a field of /proc/PID/smaps_rollup, or nothing.
double Rollup(const std::string& pid, const std::string& field) {
  std::ifstream file("/proc/" + pid + "/smaps_rollup");
  std::string word;
  double value = 0;
  while (file >> word) {
    if (word == field && file >> value) return value;
  }
  return 0;
}

std::vector<std::string> Children() {
  std::vector<std::string> pids;
  const std::unique_ptr<DIR, int (*)(DIR*)> tasks(opendir("/proc/self/task"), closedir);
  while (const dirent* entry = tasks ? readdir(tasks.get()) : nullptr) {
    std::ifstream of_task("/proc/self/task/" + std::string(entry->d_name) + "/children");
    for (std::string pid; of_task >> pid;) pids.push_back(pid);
  }
  return pids;
}

void Bench::Starts() {
  std::vector<std::unique_ptr<Driven>> workers;
  std::vector<config::Collector> configs(kWorkers);
  std::vector<double> ms;
  for (size_t i = 0; i < kWorkers; ++i) {
    configs[i] = Configured("w" + std::to_string(i), 1);
    workers.push_back(InWorker(configs[i], small_));
    const double begin = NowNs();
    workers.back()->Start();
    ms.push_back((NowNs() - begin) / 1e6);
    workers.back()->Collect();
  }
  double pss = 0, rss = 0, own = 0;
  const auto pids = Children();
  for (const auto& pid : pids) {
    pss += Rollup(pid, "Pss:");
    rss += Rollup(pid, "Rss:");
    own += Rollup(pid, "Private_Dirty:") + Rollup(pid, "Private_Clean:");
  }
  const auto count = static_cast<double>(std::max<size_t>(pids.size(), 1));
  reached_ = reached_ && Median(ms) <= kMostStartMs && pss / count <= kMostPssKiB;
  TextTable table(
      {"workers", "start, median ms", "longest ms", "PSS each KiB", "own KiB", "RSS KiB"}, 0);
  table.Add({Count(pids.size()), Short(Median(ms)), Short(*std::ranges::max_element(ms)),
             Short(pss / count), Short(own / count), Short(rss / count)});
  printf("%s\n", table.Print().c_str());
}

struct Cost {
  double cpu_us = 0;   // of the host, for each collection
  double wall_us = 0;  // median
};

Cost Measure(Driven& driven, size_t times) {
  driven.Collect();
  driven.Collect();
  std::vector<double> wall;
  const double cpu = ProcessCpuNs();
  for (size_t i = 0; i < times; ++i) {
    const double begin = NowNs();
    driven.Collect();
    wall.push_back((NowNs() - begin) / 1e3);
  }
  return {(ProcessCpuNs() - cpu) / 1e3 / static_cast<double>(times), Median(wall)};
}

void Bench::Collections(const std::vector<size_t>& sizes) {
  TextTable table({"series", "host CPU µs, in process", "worker", "more", "allowed more",
                   "wall µs, in process", "worker"},
                  0);
  for (const size_t size : sizes) {
    const config::Collector config = Configured("series", size);
    const size_t times = std::clamp<size_t>(20'000'000 / size, 30, 3000);
    const auto in_process = InProcess(config, series_);
    in_process->Start();
    const Cost here = Measure(*in_process, times);
    const auto in_worker = InWorker(config, series_);
    in_worker->Start();
    const Cost there = Measure(*in_worker, times);
    const double more = there.cpu_us - here.cpu_us;
    reached_ = reached_ && more <= MostMoreUs(size);
    table.Add({Count(size), Short(here.cpu_us), Short(there.cpu_us), Short(more),
               Short(MostMoreUs(size)), Short(here.wall_us), Short(there.wall_us)});
  }
  printf("%s", table.Print().c_str());
}

}  // namespace
}  // namespace weir::bench

int main(int argc, char** argv) {
  const bool check = argc == 5 && std::string_view(argv[4]) == "--check";
  if (argc != 4 && !check) {
    fputs("usage: worker_bench SERIES.so SMALL.so WEIR-WORKER [--check]\n", stderr);
    return 2;
  }
  weir::log::Configure(weir::log::Level::kError, weir::log::Format::kLogfmt);
  weir::bench::Bench bench(argv[3], argv[1], argv[2]);
  bench.Starts();
  bench.Collections({100, 1000, 10'000, 100'000});
  return check && !bench.reached() ? 3 : 0;
}

// The peer: prometheus-cpp's own Exposer with the workload in its Registry, as its users have it.
//
//   bench_peer SERIES            serves, and prints the port that it listens on
//   bench_peer SERIES --update   prints the CPU nanoseconds that changing all values takes, once
//
// All values change at every scrape: they are overwritten in the families that Registry::Collect
// has copied, which costs less than setting them in the Registry.

#include <prometheus/counter.h>
#include <prometheus/exposer.h>
#include <prometheus/gauge.h>
#include <prometheus/registry.h>
#include <signal.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "statistics.h"
#include "workload.h"

namespace weir::bench {
namespace {

using Families = std::vector<prometheus::MetricFamily>;

class ChangingRegistry : public prometheus::Collectable {
 public:
  explicit ChangingRegistry(const Workload& workload) {
    for (size_t family = 0; family < workload.families(); ++family) {
      const size_t count = workload.FirstOf(family + 1) - workload.FirstOf(family);
      Workload::IsCounter(family) ? Fill(prometheus::BuildCounter(), family, count)
                                  : Fill(prometheus::BuildGauge(), family, count);
    }
  }

  Families Collect() const override {
    Families families = registry_.Collect();
    Change(families);
    return families;
  }

  void Change(Families& families) const {
    ++generation_;
    size_t series = 0;
    for (auto& family : families) {
      for (auto& metric : family.metric) {
        // Both members stand in the structure; the serializer takes the one of the family's type.
        metric.counter.value = metric.gauge.value = ValueOf(series++, generation_);
      }
    }
  }

 private:
  template <class Builder>
  void Fill(Builder builder, size_t family, size_t count) {
    auto& added =
        builder.Name(Workload::NameOf(family)).Help(Workload::HelpOf(family)).Register(registry_);
    for (size_t index = 0; index < count; ++index) {
      const auto values = Workload::LabelsOf(index);
      std::map<std::string, std::string> labels;
      for (size_t i = 0; i < kLabels; ++i) labels.emplace(kLabelNames[i], values[i]);
      added.Add(labels);
    }
  }

  prometheus::Registry registry_;
  mutable uint64_t generation_ = 0;
};

double MeasureChange(const ChangingRegistry& registry) {
  Families families = registry.Collect();
  std::vector<double> took;
  for (int i = 0; i < 31; ++i) {
    const double before = ThreadCpuNs();
    registry.Change(families);
    took.push_back(ThreadCpuNs() - before);
  }
  return Median(took);
}

void Serve(const std::shared_ptr<ChangingRegistry>& registry) {
  sigset_t end;
  sigemptyset(&end);
  sigaddset(&end, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &end, nullptr);

  prometheus::Exposer exposer(std::vector<std::string>{
      "listening_ports", "127.0.0.1:0", "num_threads", "2", "enable_keep_alive", "yes",
      "keep_alive_timeout_ms", "60000", "tcp_nodelay", "1"});
  exposer.RegisterCollectable(registry);
  std::printf("%d\n", exposer.GetListeningPorts().front());
  std::fflush(stdout);
  int signal = 0;
  sigwait(&end, &signal);
}

int Main(int argc, char** argv) {
  const size_t series = argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 0;
  if (series == 0) {
    std::fprintf(stderr, "usage: bench_peer SERIES [--update]\n");
    return 2;
  }
  const auto registry = std::make_shared<ChangingRegistry>(Workload(series));
  if (argc > 2 && std::string_view(argv[2]) == "--update") {
    std::printf("%.0f\n", MeasureChange(*registry));
  } else {
    Serve(registry);
  }
  return 0;
}

}  // namespace
}  // namespace weir::bench

int main(int argc, char** argv) {
  try {
    return weir::bench::Main(argc, argv);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "bench_peer: %s\n", error.what());
    return 1;
  }
}

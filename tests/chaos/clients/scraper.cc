// A scraper that looks at every byte: so many scrapes a second for so long, each on a connection of
// its own, whatever became of the one before.  Prints one JSON object.
//
//   scraper PORT PATH SCRAPES_A_SECOND SECONDS LEAST_SAMPLES [OLDEST [SERIES...]]
//
// OLDEST: seconds; collectors whose values are older are listed as late, with when that was on the
// steady clock.  SERIES: as they stand on the page; all of them have to be there.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <future>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <unordered_set>
#include <utility>
#include <vector>

#include "http_client.h"
#include "statistics.h"
#include "strict_parser.h"

namespace weir::bench {
namespace {

using Clock = std::chrono::steady_clock;

// That of Prometheus.  What takes longer is counted as slow, not as failed: how busy the machine is
// decides.
constexpr auto kPatience = std::chrono::seconds(10);
// Says how long the host may wait for collectors.
constexpr std::string_view kHeader = "X-Prometheus-Scrape-Timeout-Seconds: 2\r\n";
constexpr std::string_view kAge = "weir_collector_age_seconds";

// A collector whose values were too old, and when that was seen.
struct Late {
  Clock::time_point at;
  std::string collector;
  double age;
};

struct Counts {
  std::mutex mutex;
  size_t failed = 0;
  size_t slow = 0;
  std::string first_failure;
  std::vector<double> milliseconds;  // from when it was due to the last byte
  std::vector<Late> late;
};

struct Task {
  int port;
  std::string path;
  size_t least_samples;
  double oldest;                    // seconds; 0 for any age
  std::vector<std::string> needed;  // series as they stand on the page
};

// As it stands on the page, if its label values need no escapes.
std::string SeriesOf(const strict::Sample& sample) {
  std::string text = sample.name;
  char before = '{';
  for (const auto& [name, value] : sample.labels) {
    text += std::exchange(before, ',') + name + "=\"" + value + "\"";
  }
  return sample.labels.empty() ? text : text + "}";
}

Result<strict::Page> Read(std::string_view body) {
  try {
    return strict::ParseText(body);
  } catch (const strict::NotStrict& finding) {
    return Fail(finding.what());
  }
}

// What was on a page, and which collectors' values are older than they may be.
struct Seen {
  std::unordered_set<std::string> series;
  std::vector<Late> late;
};

Seen Look(const strict::Page& page, double oldest, Clock::time_point now) {
  Seen seen;
  for (const strict::Family& family : page) {
    for (const strict::Sample& sample : family.samples) {
      seen.series.insert(SeriesOf(sample));
      if (oldest > 0 && family.name == kAge && sample.value > oldest) {
        seen.late.push_back({now, sample.labels.at("collector"), sample.value});
      }
    }
  }
  return seen;
}

Result<void> Scrape(const Task& task, Counts& counts) {
  HttpClient client(task.port);
  const Result<Response> answer = client.Get(task.path, std::string(kHeader));
  if (!answer) return tl::unexpected(answer.error());
  if (answer->status != 200) return Fail("status " + std::to_string(answer->status));
  const auto now = Clock::now();
  const Result<strict::Page> page = Read(answer->body);
  if (!page) return tl::unexpected(page.error());
  const Seen seen = Look(*page, task.oldest, now);
  if (seen.series.size() < task.least_samples) {
    return Fail(std::to_string(seen.series.size()) + " samples");
  }
  for (const std::string& series : task.needed) {
    if (!seen.series.contains(series)) return Fail("without " + series);
  }
  const std::lock_guard lock(counts.mutex);
  counts.late.insert(counts.late.end(), seen.late.begin(), seen.late.end());
  return {};
}

void ScrapeOnce(const Task& task, Clock::time_point due, Counts& counts) {
  const Result<void> scraped = Scrape(task, counts);
  const std::chrono::duration<double, std::milli> took = Clock::now() - due;
  const std::lock_guard lock(counts.mutex);
  if (scraped) {
    counts.milliseconds.push_back(took.count());
    if (took > kPatience) ++counts.slow;
  } else if (counts.failed++ == 0) {
    counts.first_failure = scraped.error().message;
  }
}

Task TaskOf(int count, char** arguments) {
  Task task{
      std::atoi(arguments[1]), arguments[2], static_cast<size_t>(std::atoll(arguments[5])), 0, {}};
  if (count > 6) task.oldest = std::atof(arguments[6]);
  for (int i = 7; i < count; ++i) task.needed.emplace_back(arguments[i]);
  return task;
}

void Print(Counts& counts, size_t scrapes) {
  for (char& c : counts.first_failure) {
    if (c == '"' || c == '\\' || c < ' ') c = '\'';
  }
  std::printf(
      R"({"scrapes": %zu, "failed": %zu, "slow": %zu, "first_failure": "%s", "p50_ms": %.3f, )"
      R"("p99_ms": %.3f, "max_ms": %.3f, "late": [)",
      scrapes, counts.failed, counts.slow, counts.first_failure.c_str(),
      Quantile(counts.milliseconds, 0.5), Quantile(counts.milliseconds, 0.99),
      Quantile(counts.milliseconds, 1));
  for (size_t i = 0; i < counts.late.size(); ++i) {
    const Late& late = counts.late[i];
    const std::chrono::duration<double> at = late.at.time_since_epoch();
    std::printf(R"(%s[%.3f, "%s", %.3f])", i == 0 ? "" : ", ", at.count(), late.collector.c_str(),
                late.age);
  }
  std::printf("]}\n");
}

bool IsDone(const std::future<void>& scrape) {
  return scrape.wait_for(Clock::duration(0)) == std::future_status::ready;
}

int Main(int count, char** arguments) {
  const Task task = TaskOf(count, arguments);
  const auto scrapes = static_cast<size_t>(std::atof(arguments[3]) * std::atof(arguments[4]));
  const auto pause = std::chrono::duration_cast<Clock::duration>(
      std::chrono::duration<double>(1 / std::atof(arguments[3])));
  Counts counts;
  std::deque<std::future<void>> running;
  auto due = Clock::now();
  for (size_t i = 0; i < scrapes; ++i, due += pause) {
    std::this_thread::sleep_until(due);
    while (!running.empty() && IsDone(running.front())) running.pop_front();
    running.push_back(std::async(std::launch::async, [&, due] { ScrapeOnce(task, due, counts); }));
  }
  running.clear();  // waits for them
  Print(counts, scrapes);
  return 0;
}

}  // namespace
}  // namespace weir::bench

int main(int argc, char** argv) {
  if (argc >= 6) return weir::bench::Main(argc, argv);
  std::fprintf(stderr,
               "usage: %s PORT PATH SCRAPES_A_SECOND SECONDS LEAST_SAMPLES [OLDEST [SERIES...]]\n",
               argv[0]);
  return 2;
}

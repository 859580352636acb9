// A scraper that looks at every byte: so many scrapes a second for so long, each on a connection of
// its own, whatever became of the one before.  Prints one JSON object.
//
//   scraper PORT PATH SCRAPES_A_SECOND SECONDS LEAST_SAMPLES
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "http_client.h"
#include "statistics.h"

namespace weir::bench {
namespace {

using Clock = std::chrono::steady_clock;

struct Counts {
  std::mutex mutex;
  size_t failed = 0;
  std::string first_failure;
  std::vector<double> milliseconds;  // from when it was due to the last byte
};

struct Task {
  int port;
  std::string path;
  size_t least_samples;
};

// Every line is a comment or has a value that reads as a number.
Result<size_t> CountSamples(std::string_view page) {
  size_t samples = 0;
  if (!page.ends_with('\n')) return Fail("a page that is cut off");
  for (size_t begin = 0; begin < page.size();) {
    const size_t end = page.find('\n', begin);
    const std::string line(page.substr(begin, end - begin));
    begin = end + 1;
    if (line.starts_with('#')) continue;
    const size_t blank = line.rfind(' ');
    char* rest = nullptr;
    if (blank == std::string::npos) return Fail("a line without a value: " + line);
    static_cast<void>(std::strtod(line.c_str() + blank, &rest));
    if (*rest != '\0' || rest == line.c_str() + blank) return Fail("no value: " + line);
    ++samples;
  }
  return samples;
}

Result<void> Scrape(const Task& task) {
  HttpClient client(task.port);
  const Result<Response> answer = client.Get(task.path, "");
  if (!answer) return tl::unexpected(answer.error());
  if (answer->status != 200) return Fail("status " + std::to_string(answer->status));
  const Result<size_t> samples = CountSamples(answer->body);
  if (!samples) return tl::unexpected(samples.error());
  if (*samples < task.least_samples) return Fail(std::to_string(*samples) + " samples");
  return {};
}

void ScrapeOnce(const Task& task, Clock::time_point due, Counts& counts) {
  const Result<void> scraped = Scrape(task);
  const std::chrono::duration<double, std::milli> took = Clock::now() - due;
  const std::lock_guard lock(counts.mutex);
  if (scraped) {
    counts.milliseconds.push_back(took.count());
  } else if (counts.failed++ == 0) {
    counts.first_failure = scraped.error().message;
  }
}

int Main(char** arguments) {
  const Task task{std::atoi(arguments[1]), arguments[2],
                  static_cast<size_t>(std::atoll(arguments[5]))};
  const auto scrapes = static_cast<size_t>(std::atof(arguments[3]) * std::atof(arguments[4]));
  const auto pause = std::chrono::duration_cast<Clock::duration>(
      std::chrono::duration<double>(1 / std::atof(arguments[3])));
  Counts counts;
  std::vector<std::thread> threads;
  auto due = Clock::now();
  for (size_t i = 0; i < scrapes; ++i, due += pause) {
    std::this_thread::sleep_until(due);
    threads.emplace_back([&, due] { ScrapeOnce(task, due, counts); });
  }
  for (std::thread& thread : threads) thread.join();
  for (char& c : counts.first_failure) {
    if (c == '"' || c == '\\' || c < ' ') c = '\'';
  }
  std::printf(R"({"scrapes": %zu, "failed": %zu, "first_failure": "%s", "p50_ms": %.3f, )"
              R"("p99_ms": %.3f, "max_ms": %.3f})"
              "\n",
              scrapes, counts.failed, counts.first_failure.c_str(),
              Quantile(counts.milliseconds, 0.5), Quantile(counts.milliseconds, 0.99),
              Quantile(counts.milliseconds, 1));
  return 0;
}

}  // namespace
}  // namespace weir::bench

int main(int argc, char** argv) {
  if (argc == 6) return weir::bench::Main(argv);
  std::fprintf(stderr, "usage: %s PORT PATH SCRAPES_A_SECOND SECONDS LEAST_SAMPLES\n", argv[0]);
  return 2;
}

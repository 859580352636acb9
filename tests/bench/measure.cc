#include "measure.h"

#include "gunzip.h"
#include "http_client.h"

namespace weir::bench {
namespace {

std::string_view AcceptOf(PageFormat format) {
  switch (format) {
    case PageFormat::kOpenMetrics:
      return "application/openmetrics-text;version=1.0.0";
    case PageFormat::kProtobuf:
      return "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;"
             "encoding=delimited";
    default:
      return "text/plain;version=0.0.4";
  }
}

std::string HeadersOf(const Plan& plan) {
  return "Accept: " + std::string(AcceptOf(plan.format)) +
         "\r\nAccept-Encoding: " + (plan.gzip ? "gzip" : "identity") +
         "\r\nX-Prometheus-Scrape-Timeout-Seconds: 60\r\n";
}

class Scraper {
 public:
  Scraper(const Server& server, const Plan& plan)
      : server_(server), plan_(plan), headers_(HeadersOf(plan)), client_(server.port) {}

  // One scrape; its page is valid until the next.
  Result<std::string_view> Scrape(Cost* cost) {
    const double before = server_.process.RestingCpuNs();
    const Result<Response> response = client_.Get(plan_.path, headers_);
    const double after = server_.process.RestingCpuNs();
    if (!response) return tl::unexpected(response.error());
    if (response->status != 200) return Fail("not 200: " + response->head);
    if (response->gzip != plan_.gzip) return Fail("not the encoding asked for: " + response->head);
    if (cost != nullptr) {
      cost->cpu_ns.push_back(after - before);
      cost->wall_ns.push_back(response->wall_ns);
      cost->wire_bytes = response->body.size();
    }
    return Unpack(*response);
  }

 private:
  Result<std::string_view> Unpack(const Response& response) {
    if (!response.gzip) return response.body;
    if (auto done = Gunzip(response.body, unpacked_); !done) return tl::unexpected(done.error());
    return std::string_view(unpacked_);
  }

  const Server& server_;
  const Plan& plan_;
  const std::string headers_;
  HttpClient client_;
  std::string unpacked_;
};

}  // namespace

std::string_view Name(PageFormat format) {
  switch (format) {
    case PageFormat::kOpenMetrics:
      return "OpenMetrics";
    case PageFormat::kProtobuf:
      return "protobuf";
    default:
      return "text";
  }
}

Result<Cost> MeasureScrapes(const Server& server, const Plan& plan, const PageReader& reader) {
  Scraper scraper(server, plan);
  Cost cost;
  for (size_t i = 0; i < plan.warm_up + plan.scrapes; ++i) {
    const bool measured = i >= plan.warm_up;
    const Result<std::string_view> page = scraper.Scrape(measured ? &cost : nullptr);
    if (!page) return tl::unexpected(page.error());
    const bool last = i + 1 == plan.warm_up + plan.scrapes;
    const Result<void> right = measured && !last ? reader.glance(*page) : reader.read(*page);
    if (!right) return tl::unexpected(right.error());
    cost.page_bytes = page->size();
  }
  cost.memory = server.process.ReadMemory();
  cost.workers_peak_bytes = server.process.ReadChildrenMemory().peak_bytes;
  return cost;
}

}  // namespace weir::bench

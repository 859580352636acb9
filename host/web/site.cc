#include "web/site.h"

#include <algorithm>
#include <array>
#include <utility>

#include "web/discovery.h"
#include "web/patience.h"

namespace weir::web {
namespace {

constexpr std::string_view kHealthy = "/-/healthy";
constexpr std::string_view kReady = "/-/ready";
constexpr std::string_view kReload = "/-/reload";
constexpr std::string_view kTargets = "/api/v1/sd";
// What people type who come from Kubernetes.
constexpr std::array<std::string_view, 3> kHealthyPaths = {kHealthy, "/healthz", "/livez"};
constexpr std::array<std::string_view, 2> kReadyPaths = {kReady, "/readyz"};

// For a collection to end on its own deadline rather than on the wait's.
constexpr Duration kMargin = std::chrono::milliseconds(500);

template <size_t kSize>
bool Contains(const std::array<std::string_view, kSize>& paths, std::string_view path) {
  return std::ranges::find(paths, path) != paths.end();
}

Response NotAllowed(const std::string& use, const std::string& allowed) {
  Response response = Sentence(405, use);
  response.headers.emplace_back("Allow", allowed);
  return response;
}

Response Reloaded(const Result<std::string>& outcome) {
  Response response = outcome ? Sentence(200, "Reloaded: " + *outcome + ".")
                              : Sentence(500, "Not reloaded: " + outcome.error().message);
  response.route = kReload;
  return response;
}

}  // namespace

Site::Site(std::shared_ptr<const config::Configuration> configuration, collect::Fleet& fleet,
           expose::Exposition& exposition, Options options)
    : fleet_(fleet), exposition_(exposition), options_(std::move(options)), seats_(0) {
  Adopt(std::move(configuration));
  fleet_.WhenReady([ready = ready_] { *ready = true; });
}

void Site::Adopt(std::shared_ptr<const config::Configuration> configuration) {
  configuration_ = std::move(configuration);
  seats_.Change(configuration_->web.max_requests);
  pages_ = std::make_shared<Pages>(*configuration_, exposition_, options_.version);
}

void Site::Handle(const Request& request, Reply reply) {
  const Place place = Find(request.path);
  const auto answer = [&](Response response) {
    response.route = place.route;
    reply(std::move(response));
  };
  if (place.page == Page::kNone) return answer(pages_->NotFound());
  if (place.page == Page::kReload) return Reloading(request, reply);
  if (request.method != "GET" && request.method != "HEAD") {
    return answer(NotAllowed("Use GET or HEAD.", "GET, HEAD"));
  }
  if (place.page == Page::kHealthy) return answer(Sentence(200, "Weir is healthy."));
  if (place.page == Page::kReady) return answer(Ready());
  if (place.page == Page::kTargets) return answer(Targets(request));
  if (place.page == Page::kCollector && !fleet_.Has(place.collector)) {
    return answer(pages_->UnknownCollector());
  }
  auto filter = FilterOf(request, place.page);
  if (!filter) return answer(std::move(filter.error()));
  Collected(request, place, *std::move(filter), std::move(reply));
}

tl::expected<Filter, Response> Site::FilterOf(const Request& request, Page page) const {
  if (request.query.empty() || page == Page::kLanding) return Filter();
  auto filter = ParseFilter(request.query);
  if (!filter) return tl::unexpected(Sentence(400, filter.error()));
  if (page == Page::kCollector && !(filter->collect.empty() && filter->exclude.empty())) {
    return tl::unexpected(Sentence(400,
                                   "The path names the collector: collect[] and exclude[] "
                                   "belong to " +
                                       pages_->metrics_path() + "."));
  }
  for (const auto* const names : {&filter->collect, &filter->exclude}) {
    for (const auto& name : *names) {
      if (name != kOwnCollector && !fleet_.Has(name))
        return tl::unexpected(pages_->UnknownCollector(name));
    }
  }
  return *std::move(filter);
}

Site::Place Site::Find(std::string_view path) const {
  const std::string& base = pages_->collector_base();
  if (Contains(kHealthyPaths, path)) return {Page::kHealthy, kHealthy};
  if (Contains(kReadyPaths, path)) return {Page::kReady, kReady};
  if (path == kReload && options_.reload) return {Page::kReload, kReload};
  if (path == kTargets) return {Page::kTargets, kTargets};
  if (path == pages_->metrics_path()) return {Page::kMetrics, pages_->metrics_path()};
  if (path == "/") return {Page::kLanding, "/"};
  if (path.starts_with(base) && path.size() > base.size()) {
    return {Page::kCollector, pages_->collector_route(), path.substr(base.size())};
  }
  return {};
}

Response Site::Ready() const {
  if (*ready_) return Sentence(200, "Weir is ready.");
  return TryLater("Weir is starting: not every collector has run once.");
}

Response Site::Targets(const Request& request) const {
  if (!IsAddress(request.host)) return Sentence(400, "The request has no valid Host header.");
  Response response;
  response.content_type = "application/json";
  response.content = TargetGroups(*configuration_, request.host, pages_->collector_base());
  return response;
}

// Empty if there is none left.
Seats::Seat Site::TakeSeat(const std::string& peer) {
  if (seats_.full()) options_.make_room();
  return seats_.Take(peer);
}

void Site::Reloading(const Request& request, const Reply& reply) {
  const auto refuse = [&](Response response) {
    response.route = kReload;
    reply(std::move(response));
  };
  if (request.method != "POST") return refuse(NotAllowed("Use POST.", "POST"));
  if (!request.local && !options_.remote_reload) {
    return refuse(Sentence(403,
                           "Only clients on this machine may do that; others may if weir is "
                           "started with --web.enable-lifecycle."));
  }
  options_.reload([reply](const Result<std::string>& outcome) { reply(Reloaded(outcome)); });
}

// Answers with what collectors say, which is waited for only if the page shall be new.
void Site::Collected(const Request& request, const Place& place, Filter filter, Reply reply) {
  const bool waits = request.method != "HEAD" && place.page != Page::kLanding;
  Seats::Seat seat = waits ? TakeSeat(request.peer) : nullptr;
  if (waits && !seat) {
    Response busy = TryLater("Too many requests at a time.");
    busy.route = place.route;
    return reply(std::move(busy));
  }
  const collect::Fleet::Wanted wanted =
      [filter, only = std::string(place.collector)](std::string_view name) {
        return only.empty() ? filter.Wants(name) : name == only;
      };
  const auto answer = [pages = pages_, filter = std::move(filter), seat = std::move(seat), request,
                       page = place.page, route = std::string(place.route),
                       collector = std::string(place.collector),
                       reply = std::move(reply)](collect::Reading reading) {
    Response response = Compose(*pages, page, collector, request, filter, std::move(reading));
    response.route = route;
    response.seat = seat;
    reply(std::move(response));
  };
  if (!waits) return fleet_.Look(answer);
  fleet_.Gather(wanted, Patience(request.scrape_timeout, DefaultPatience(wanted)), answer);
}

Response Site::Compose(const Pages& pages, Page page, const std::string& collector,
                       const Request& request, const Filter& filter, collect::Reading reading) {
  if (page == Page::kLanding) return pages.Landing(std::move(reading));
  if (page == Page::kCollector) return pages.Collector(collector, request, filter, reading);
  return pages.Metrics(request, filter, std::move(reading));
}

// As long as the slowest may take.
Duration Site::DefaultPatience(const collect::Fleet::Wanted& wanted) const {
  Duration longest{0};
  for (const config::Collector& collector : configuration_->collectors) {
    if (wanted(collector.name)) longest = std::max(longest, collector.timeout);
  }
  return longest + kMargin;
}

}  // namespace weir::web

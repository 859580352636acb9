// The routes: what is served under which path.  Pure request in, response out.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "collect/fleet.h"
#include "config/configuration.h"
#include "expose/exposition.h"
#include "web/filter.h"
#include "web/http.h"
#include "web/pages.h"
#include "web/seats.h"

namespace weir::web {

class Site {
 public:
  struct Options {
    std::string telemetry_path = "/metrics";
    std::string version;    // for the landing page
    size_t requests = 512;  // for values of collectors, at a time; the next gets a 503
    // Ends the least useful of these; false if there is none to end.
    std::function<bool()> make_room = [] { return false; };
  };

  // All outlive the site, the bodies of its answers, and the fleet's answers.
  Site(const config::Configuration& configuration, collect::Fleet& fleet,
       expose::Exposition& exposition, Options options);

  // Any thread.  The reply may come at once, or on the fleet's loop, also when the site is gone.
  void Handle(const Request& request, Reply reply);

 private:
  enum class Page { kNone, kMetrics, kCollector, kLanding, kHealthy, kReady };
  struct Place {
    Page page = Page::kNone;
    std::string_view route = "other";
    std::string_view collector = {};  // part of the request's path
  };

  Place Find(std::string_view path) const;
  Response Ready() const;
  Seats::Seat TakeSeat();
  // Fails with the answer to a filter that cannot be.
  tl::expected<Filter, Response> FilterOf(const Request& request, Page page) const;
  void Collected(const Request& request, const Place& place, Filter filter, Reply reply);
  static Response Compose(const Pages& pages, Page page, const std::string& collector,
                          const Request& request, const Filter& filter, collect::Reading reading);
  Duration DefaultPatience(const collect::Fleet::Wanted& wanted) const;

  const config::Configuration& configuration_;
  collect::Fleet& fleet_;
  Seats seats_;  // of requests, until their answers have ended
  const std::function<bool()> make_room_;
  const std::shared_ptr<const Pages> pages_;
  const std::shared_ptr<std::atomic<bool>> ready_ = std::make_shared<std::atomic<bool>>(false);
};

}  // namespace weir::web

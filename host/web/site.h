// The routes: what is served under which path.  Pure request in, response out.  On the loop.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "collect/fleet.h"
#include "config/configuration.h"
#include "error/result.h"
#include "expose/exposition.h"
#include "web/filter.h"
#include "web/http.h"
#include "web/pages.h"
#include "web/seats.h"

namespace weir::web {

class Site {
 public:
  // Loads the configuration again and tells, from any thread, what has changed or why it failed.
  using Told = std::function<void(const Result<std::string>& outcome)>;
  using Reload = std::function<void(Told told)>;

  struct Options {
    std::string version;  // for the landing page
    // Ends the least useful of the requests for values of collectors; false if there is none to
    // end.
    std::function<bool()> make_room = [] { return false; };
    Reload reload = nullptr;     // empty: there is no such page
    bool remote_reload = false;  // else for clients on this machine alone
  };

  // fleet, exposition: outlive the site, the bodies of its answers, and the fleet's answers.
  Site(std::shared_ptr<const config::Configuration> configuration, collect::Fleet& fleet,
       expose::Exposition& exposition, Options options);

  // The reply may come at once or later, also when the site is gone.
  void Handle(const Request& request, Reply reply);
  // Serves what another configuration says from the next request on.
  void Adopt(std::shared_ptr<const config::Configuration> configuration);

 private:
  enum class Page { kNone, kMetrics, kCollector, kLanding, kHealthy, kReady, kReload, kTargets };
  struct Place {
    Page page = Page::kNone;
    std::string_view route = "other";
    std::string_view collector = {};  // part of the request's path
  };

  Place Find(std::string_view path) const;
  Response Ready() const;
  Response Targets(const Request& request) const;
  Seats::Seat TakeSeat(const std::string& peer);
  void Reloading(const Request& request, const Reply& reply);
  // Fails with the answer to a filter that cannot be.
  tl::expected<Filter, Response> FilterOf(const Request& request, Page page) const;
  void Collected(const Request& request, const Place& place, Filter filter, Reply reply);
  static Response Compose(const Pages& pages, Page page, const std::string& collector,
                          const Request& request, const Filter& filter, collect::Reading reading);
  Duration DefaultPatience(const collect::Fleet::Wanted& wanted) const;

  collect::Fleet& fleet_;
  expose::Exposition& exposition_;
  const Options options_;
  Seats seats_;  // of requests, until their answers have ended
  std::shared_ptr<const config::Configuration> configuration_;
  std::shared_ptr<const Pages> pages_;
  const std::shared_ptr<std::atomic<bool>> ready_ = std::make_shared<std::atomic<bool>>(false);
};

}  // namespace weir::web

// The answers that the routes give, made from what the fleet says.  Immutable; any thread.
// Rendering is left to an answer's body.
#pragma once

#include <string>
#include <string_view>

#include "collect/fleet.h"
#include "config/configuration.h"
#include "expose/exposition.h"
#include "web/filter.h"
#include "web/http.h"

namespace weir::web {

class Pages {
 public:
  // exposition: outlives the pages and the bodies of their answers.
  Pages(const config::Configuration& configuration, expose::Exposition& exposition,
        std::string version);

  // All below without a trailing slash, unless there is nothing else.
  const std::string& metrics_path() const { return metrics_path_; }
  // What a collector's name is appended to: "/metrics/".
  const std::string& collector_base() const { return collector_base_; }
  const std::string& collector_route() const { return collector_route_; }

  Response Metrics(const Request& request, const Filter& filter, collect::Reading reading) const;
  // Of the filter, the names alone count.
  Response Collector(std::string_view name, const Request& request, const Filter& filter,
                     const collect::Reading& reading) const;
  Response Landing(collect::Reading reading) const;
  Response NotFound() const;
  Response UnknownCollector() const;
  // 400: one that a query asks for.
  Response UnknownCollector(const std::string& name) const;

 private:
  expose::Exposition& exposition_;
  const std::string metrics_path_;
  const std::string collector_base_;
  const std::string collector_route_;
  const std::string version_;
  const std::string collectors_;  // their names, as a sentence
};

}  // namespace weir::web

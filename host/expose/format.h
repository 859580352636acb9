// Which form of the page a client wants (RFC 9110 section 12; Prometheus' content negotiation).
#pragma once

#include <string>
#include <string_view>

#include "series/names.h"

namespace weir::expose {

// Text; OpenMetrics; io.prometheus.client.MetricFamily, each behind its length.
enum class Format { kText, kOpenMetrics, kProtobuf };

// What a client gets.
struct Terms {
  Format format = Format::kText;
  series::Escaping escaping = series::Escaping::kUnderscores;
  std::string content_type = {};
};

// By Accept and its weights: text 0.0.4 and 1.0.0, OpenMetrics 0.0.1 and 1.0.0, or protobuf, with
// the escaping that the range asks for and the format can carry.  Text 0.0.4 when nothing is asked
// for that Weir has, or Accept is unreadable; of equals, what can say more.
Terms Negotiate(std::string_view accept);

// Whether Accept-Encoding wants gzip (q above 0, not below identity's).
bool WantsGzip(std::string_view accept_encoding);

}  // namespace weir::expose

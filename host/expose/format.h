// Which form of the page a client wants (RFC 9110 section 12; Prometheus' content negotiation).
#pragma once

#include <string_view>

namespace weir::expose {

// Text 0.0.4; OpenMetrics 1.0.0; io.prometheus.client.MetricFamily, each behind its length.
enum class Format { kText, kOpenMetrics, kProtobuf };

// By Accept and its q-values; text when nothing is asked for that Weir has, or Accept is
// unreadable.
Format NegotiateFormat(std::string_view accept);
std::string_view ContentType(Format format);

// Whether Accept-Encoding wants gzip (q above 0, not below identity's).
bool WantsGzip(std::string_view accept_encoding);

}  // namespace weir::expose

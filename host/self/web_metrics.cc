#include "self/web_metrics.h"

namespace weir::self {

using series::Type;

WebMetrics::WebMetrics(series::Recording& recording)
    : not_after_(recording, Type::kGauge, "weir_web_certificate_not_after_timestamp_seconds",
                 "When the served certificate, or one behind it, ends, in seconds since 1970."),
      last_read_good_(recording, Type::kGauge, "weir_web_config_last_read_successful",
                      "Whether the web configuration and its files could be used as they are now."),
      failed_reads_(recording, Type::kCounter, "weir_web_config_read_failures_total",
                    "Changes of the web configuration or its files that could not be used."),
      failed_handshakes_(recording, Type::kCounter, "weir_web_tls_handshake_failures_total",
                         "TLS handshakes that failed for another reason than a lost connection.") {}

void WebMetrics::Push(const WebStatus& status) {
  if (status.not_after) not_after_.Push({}, *status.not_after);
  last_read_good_.Push({}, status.last_read_good ? 1 : 0);
  failed_reads_.Push({}, static_cast<double>(status.failed_reads));
  failed_handshakes_.Push({}, static_cast<double>(status.failed_handshakes));
}

}  // namespace weir::self

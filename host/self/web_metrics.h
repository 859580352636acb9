// weir_web_*: what Weir says of its web configuration.
#pragma once

#include <cstdint>
#include <optional>

#include "self/own_family.h"

namespace weir::self {

struct WebStatus {
  std::optional<double> not_after;  // of the certificate, in seconds since 1970
  bool last_read_good;
  uint64_t failed_reads;
  uint64_t failed_handshakes;
};

class WebMetrics {
 public:
  explicit WebMetrics(series::Recording& recording);

  void Push(const WebStatus& status);

 private:
  OwnFamily not_after_, last_read_good_, failed_reads_, failed_handshakes_;
};

}  // namespace weir::self

// A web configuration in force: who may come in, and how.  What it consists of is read again when
// one of its files has changed; what is then wrong leaves the last good one in force.  On the loop.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "web/security/channel.h"
#include "web/security/policy.h"
#include "web/security/token_bucket.h"
#include "web/throttle.h"

namespace weir::web {

class Security {
 public:
  struct Status {
    std::optional<SystemTime> not_after;  // of the certificate
    bool last_read_good = true;
    uint64_t failed_reads = 0;
    uint64_t failed_handshakes = 0;
  };
  using Opened = tl::expected<std::shared_ptr<Security>, std::vector<config::Finding>>;

  // path: of the web configuration.  Says in the log what is in force.  Any thread.
  static Opened Open(const std::string& path);

  const std::string& path() const { return path_; }

  // What is in force.  A change to it between two calls is seen, but for what may not take its
  // place.
  std::shared_ptr<const Policy> Current();

  // fd: accepted, outlives the channel.
  std::unique_ptr<Channel> Accept(int fd, Time now);

  // Whether one more request is within the rate_limit that was last in force.
  bool TakeTurn(Time now);

  // Why that one, or none, may not take the place of this one while Weir runs; empty if it may. TLS
  // and the last password stay, so that a file which is being written opens no door.
  std::string WhyNotReplacedBy(const Security* next) const;

  void CountFailedHandshake(std::string_view error);
  Status status() const;

 private:
  explicit Security(std::string path) : path_(std::move(path)) {}
  void ReadAgain();
  std::string WhyNot(const Policy* next) const;
  void Refuse(const std::string& error);

  const std::string path_;
  WatchedFiles files_;  // of the last reading, good or not
  std::shared_ptr<const Policy> policy_;
  TokenBucket turns_;
  bool last_read_good_ = true;
  uint64_t failed_reads_ = 0;
  uint64_t failed_handshakes_ = 0;
  Throttle throttle_{std::chrono::seconds(10)};
};

}  // namespace weir::web

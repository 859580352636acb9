#include "web/security/security.h"

#include <utility>

#include "log/log.h"
#include "web/security/tls_channel.h"

namespace weir::web {
namespace {

void Announce(const std::string& path, const Policy& policy, std::string_view message) {
  log::Info(message, {{"file", path},
                      {"tls", policy.tls ? "true" : "false"},
                      {"http2", "false"},
                      {"users", std::to_string(policy.config.users.size())}});
  for (const std::string& warning : policy.warnings) {
    log::Warning(warning, {{"file", path}});
  }
}

std::string Joined(const std::vector<config::Finding>& findings) {
  std::string all;
  for (const auto& finding : findings) all += (all.empty() ? "" : "; ") + config::ToString(finding);
  return all;
}

}  // namespace

Security::Opened Security::Open(const std::string& path) {
  const std::shared_ptr<Security> opened(new Security(path));
  auto policy = Policy::Load(path, opened->files_);
  if (!policy) return tl::unexpected(std::move(policy.error()));
  opened->policy_ = *std::move(policy);
  Announce(path, *opened->policy_, "web configuration");
  return opened;
}

std::shared_ptr<const Policy> Security::Current() {
  if (files_.HaveChanged()) ReadAgain();
  return policy_;
}

void Security::ReadAgain() {
  const std::string before = files_.contents();
  files_ = {};
  Policy::Loaded loaded = Policy::Load(path_, files_);
  if (files_.contents() == before) return;
  const std::string error = loaded ? WhyNot(loaded->get()) : Joined(loaded.error());
  if (!error.empty()) return Refuse(error);
  last_read_good_ = true;
  policy_ = *std::move(loaded);
  Announce(path_, *policy_, "web configuration read again");
}

// nullptr: no policy at all.
std::string Security::WhyNot(const Policy* next) const {
  const bool tls = next != nullptr && next->tls;
  const bool users = next != nullptr && !next->config.users.empty();
  if (tls != (policy_->tls != nullptr)) return "to turn TLS on or off takes a restart";
  if (!users && !policy_->config.users.empty()) return "to take all users away takes a restart";
  return "";
}

std::string Security::WhyNotReplacedBy(const Security* next) const {
  return WhyNot(next == nullptr ? nullptr : next->policy_.get());
}

void Security::Refuse(const std::string& error) {
  last_read_good_ = false;
  ++failed_reads_;
  log::Failure("web configuration not read again: the last good one stays in force",
               {{"file", path_}, {"error", error}});
}

std::unique_ptr<Channel> Security::Accept(int fd, Time now) {
  const auto policy = Current();
  if (!policy->tls) return std::make_unique<PlainChannel>(fd);
  return std::make_unique<TlsChannel>(policy->tls, fd, now);
}

bool Security::TakeTurn(Time now) {
  const config::RateLimit& limit = policy_->config.rate_limit;
  return turns_.Take(now, limit.interval, limit.burst);
}

void Security::CountFailedHandshake(std::string_view error) {
  ++failed_handshakes_;
  if (const auto held = throttle_.Pass()) {
    log::Warning("a TLS handshake failed", {{"error", error}, {"more", std::to_string(*held)}});
  }
}

Security::Status Security::status() const {
  return {policy_->not_after, last_read_good_, failed_reads_, failed_handshakes_};
}

}  // namespace weir::web

#include "web/security/policy.h"

#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <ctime>
#include <utility>

#include "config/bcrypt_hash.h"

namespace weir::web {
namespace {

constexpr int kSlowCost = 14;  // about a second

using Findings = std::vector<config::Finding>;

std::string DayOf(SystemTime time) {
  const time_t seconds = std::chrono::system_clock::to_time_t(time);
  tm parts{};
  gmtime_r(&seconds, &parts);
  char text[32];
  return {text, strftime(text, sizeof text, "%F %TZ", &parts)};
}

// Makes a policy of a configuration without findings.
class Loader {
 public:
  Loader(Policy& policy, WatchedFiles& files) : policy_(policy), files_(files) {}

  Findings Load() {
    WarnOfHashes();
    const config::RateLimit& limit = policy_.config.rate_limit;
    if (limit.interval.count() > 0 && limit.burst <= 0)
      Warn("rate_limit.burst is 0: no request is ever answered");
    if (policy_.config.tls) LoadTls(*policy_.config.tls);
    return std::move(findings_);
  }

 private:
  void LoadTls(const config::Tls& tls) {
    WarnOfVersions(tls);
    const std::string certificate = TextOf(tls.certificate, "cert_file");
    const std::string key = TextOf(tls.key, "key_file");
    const std::string client_ca = TextOf(tls.client_ca, "client_ca_file");
    if (!findings_.empty()) return;
    WarnOfReaders(tls.key.file);
    const auto pair = ParseKeyPair(certificate, key);
    if (!pair) return Report(tls.certificate.place, "", pair.error().message);
    const auto authorities = ParseCertificates(client_ca);
    if (!authorities)
      return Report(tls.client_ca.place, "client_ca: ", authorities.error().message);
    if (tls.client_ca.given() && authorities->empty()) {
      Warn("there is no certificate in client_ca: no client's can be verified");
    }
    WarnOfTimes(pair->chain);
    policy_.not_after = NotAfter(pair->chain);
    auto context = TlsContext::Make(tls, *pair, *authorities);
    if (!context) return Report(tls.place, "", context.error().message);
    policy_.tls = *std::move(context);
  }

  std::string TextOf(const config::Pem& pem, const std::string& key) {
    if (pem.file.empty()) return pem.text;
    const Result<std::string> text = files_.Read(pem.file);
    if (!text) Report(pem.place, key + ": ", text.error().message);
    return text.value_or("");
  }

  void WarnOfReaders(const std::string& key_file) {
    struct stat status {};
    if (key_file.empty() || stat(key_file.c_str(), &status) != 0) return;
    if ((status.st_mode & S_IROTH) != 0) Warn("others can read the key: chmod o-r " + key_file);
  }

  void WarnOfTimes(const std::vector<CertificateHandle>& chain) {
    const SystemTime now = std::chrono::system_clock::now();
    if (NotAfter(chain) < now) Warn("the certificate has expired on " + DayOf(NotAfter(chain)));
    if (NotBefore(chain) > now)
      Warn("the certificate is not valid before " + DayOf(NotBefore(chain)));
  }

  void WarnOfVersions(const config::Tls& tls) {
    const bool none_old = tls.cipher_suites && tls.cipher_suites->empty();
    if (tls.min_version > tls.max_version) {
      Warn("min_version is above max_version: no client can connect");
    } else if (none_old && tls.max_version < config::TlsVersion::k13) {
      Warn("cipher_suites has none for TLS 1.2: no client can connect");
    }
  }

  void WarnOfHashes() {
    for (const auto& [name, hash] : policy_.config.users) {
      const auto parsed = config::ParseBcryptHash(hash);
      if (parsed && parsed->cost >= kSlowCost) {
        Warn("the password of \"" + name + "\" is hashed with cost " +
             std::to_string(parsed->cost) + ": to check it takes a second or more");
      }
    }
  }

  void Warn(std::string text) { policy_.warnings.push_back(std::move(text)); }
  void Report(const config::Place& place, const std::string& context, const std::string& message) {
    findings_.push_back({place, "tls_server_config: " + context + message, ""});
  }

  Policy& policy_;
  WatchedFiles& files_;
  Findings findings_;
};

}  // namespace

Policy::Loaded Policy::Load(const std::string& path, WatchedFiles& files) {
  const Result<std::string> text = files.Read(path);
  if (!text) return tl::unexpected(Findings{{{"", 0, 0}, text.error().message, ""}});
  config::LoadedWebConfig read = config::LoadWebConfigText(*text, path);
  if (!read.findings.empty()) return tl::unexpected(std::move(read.findings));
  const auto policy = std::make_shared<Policy>();
  policy->config = std::move(read.config);
  Findings findings = Loader(*policy, files).Load();
  if (!findings.empty()) return tl::unexpected(std::move(findings));
  return policy;
}

}  // namespace weir::web

// Who may come in and how: TLS, passwords, headers and the rate of requests, in a file of its own
// whose form is that of Prometheus' exporter-toolkit (its docs/web-configuration.md).
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "config/configuration.h"

namespace weir::config {

enum class TlsVersion { k10, k11, k12, k13 };

enum class ClientCertificate {
  kNone,
  kRequested,         // whatever it is
  kRequired,          // whatever it is
  kVerifiedIfGiven,   // by client_ca, or the system's authorities if there is none
  kRequiredAndValid,  // the same
};

// Text in PEM, or where it stands.
struct Pem {
  std::string text;
  std::string file;  // absolute; if it is not empty, the text is not used
  Place place;       // of the value

  bool given() const { return !text.empty() || !file.empty(); }
};

struct Tls {
  Place place;
  Pem certificate;  // the server's first, then those between it and an authority
  Pem key;
  Pem client_ca;
  ClientCertificate client_certificate = ClientCertificate::kNone;
  std::optional<std::vector<std::string>> client_allowed_sans;
  TlsVersion min_version = TlsVersion::k12;
  TlsVersion max_version = TlsVersion::k13;
  // By OpenSSL's names, for TLS 1.2 and below; nothing: the default ones.  1.3 has all of its own.
  std::optional<std::vector<std::string>> cipher_suites;
  std::vector<std::string> curves;  // by OpenSSL's names; empty: the default ones
  bool prefer_server_cipher_suites = true;
};

struct RateLimit {
  Duration interval{0};  // between two requests in the long run; 0 or less for no limit
  int64_t burst = 0;     // at once
};

struct WebConfig {
  std::optional<Tls> tls;                      // nothing: plain HTTP
  std::map<std::string, std::string> headers;  // one of each allowed name at most
  std::map<std::string, std::string> users;    // name -> bcrypt hash; empty: everybody
  RateLimit rate_limit;
};

struct LoadedWebConfig {
  WebConfig config;
  std::vector<Finding> findings;  // the configuration is for use only if there are none
};

// Never throws.  Files that the text names are not opened.  Relative paths are relative to the
// file.
LoadedWebConfig LoadWebConfig(const std::string& path);
// The same for a text that stands in for a file of that name.
LoadedWebConfig LoadWebConfigText(const std::string& text, const std::string& file);

}  // namespace weir::config

// Certificates for tests, made when they are needed.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "web/security/openssl_handle.h"

namespace weir::web {

struct Made {
  KeyHandle key;
  CertificateHandle certificate;

  std::string KeyPem(const std::string& passphrase = "") const;
  std::string CertificatePem() const;
};

struct Wanted {
  std::string name = "weir";
  std::string names = {};              // as in openssl.cnf: "DNS:a,IP:127.0.0.1"
  std::chrono::seconds begins{-3600};  // from now
  std::chrono::seconds ends{3600};     // from now
  const Made* issuer = nullptr;        // null: itself
  bool authority = false;
};

Made Make(const Wanted& wanted = {});

// With a cost that takes next to no time.
std::string QuickHash(const std::string& password, const std::string& prefix = "$2b$04$");

}  // namespace weir::web

// A certificate with those behind it, and the key that belongs to it.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "error/result.h"
#include "web/security/openssl_handle.h"

namespace weir::web {

using SystemTime = std::chrono::system_clock::time_point;

struct KeyPair {
  std::vector<CertificateHandle> chain;  // the server's first; not empty
  KeyHandle key;
};

// Both in PEM; blocks of other kinds are passed over.  Fails if there is none, if the key has a
// passphrase, or if they do not belong together; the error begins with what is at fault.
Result<KeyPair> ParseKeyPair(const std::string& certificates, const std::string& key);

// All certificates in a text; fails at one that is broken.  There may be none.
Result<std::vector<CertificateHandle>> ParseCertificates(const std::string& text);

// When the first of them ends, and when the last begins, to be valid.
SystemTime NotAfter(const std::vector<CertificateHandle>& chain);
SystemTime NotBefore(const std::vector<CertificateHandle>& chain);

}  // namespace weir::web

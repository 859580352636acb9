#include "web/security/key_pair.h"

#include <openssl/pem.h>

#include <algorithm>
#include <ctime>
#include <utility>

namespace weir::web {
namespace {

BioHandle Reader(const std::string& text) {
  return BioHandle(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

// Nobody is there to type it.
int NoPassphrase(char*, int, int, void*) { return -1; }

SystemTime TimeOf(const ASN1_TIME* time) {
  tm parts{};
  if (ASN1_TIME_to_tm(time, &parts) != 1) return {};
  return std::chrono::system_clock::from_time_t(timegm(&parts));
}

bool WasTheEnd() {
  const unsigned long error = ERR_peek_last_error();
  ERR_clear_error();
  return ERR_GET_LIB(error) == ERR_LIB_PEM && ERR_GET_REASON(error) == PEM_R_NO_START_LINE;
}

}  // namespace

Result<std::vector<CertificateHandle>> ParseCertificates(const std::string& text) {
  const BioHandle reader = Reader(text);
  std::vector<CertificateHandle> all;
  ERR_clear_error();
  while (X509* const next = PEM_read_bio_X509(reader.get(), nullptr, NoPassphrase, nullptr)) {
    all.emplace_back(next);
  }
  if (!WasTheEnd()) return Fail("certificate " + std::to_string(all.size() + 1) + " is broken");
  return all;
}

Result<KeyPair> ParseKeyPair(const std::string& certificates, const std::string& key) {
  auto chain = ParseCertificates(certificates);
  if (!chain) return tl::unexpected(chain.error());
  if (chain->empty()) return Fail("there is no certificate in PEM");
  KeyPair pair{*std::move(chain), nullptr};
  pair.key.reset(PEM_read_bio_PrivateKey(Reader(key).get(), nullptr, NoPassphrase, nullptr));
  ERR_clear_error();
  if (!pair.key) return Fail("there is no private key in PEM without a passphrase");
  const bool fits = X509_check_private_key(pair.chain.front().get(), pair.key.get()) == 1;
  ERR_clear_error();
  if (!fits) return Fail("the key does not belong to the certificate");
  return pair;
}

SystemTime NotAfter(const std::vector<CertificateHandle>& chain) {
  SystemTime first = SystemTime::max();
  for (const auto& each : chain) first = std::min(first, TimeOf(X509_get0_notAfter(each.get())));
  return first;
}

SystemTime NotBefore(const std::vector<CertificateHandle>& chain) {
  SystemTime last = SystemTime::min();
  for (const auto& each : chain) last = std::max(last, TimeOf(X509_get0_notBefore(each.get())));
  return last;
}

}  // namespace weir::web

// What all TLS connections under one configuration share.  On the loop.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "config/web_config.h"
#include "error/result.h"
#include "loop/loop.h"
#include "web/security/key_pair.h"

namespace weir::web {

class TlsContext {
 public:
  // client_ca: the certificates of `tls.client_ca`.  What the configuration says is taken as Go's
  // crypto/tls takes it: any certificate of client_ca is an anchor, without client_ca it is the
  // system's authorities that verify, and cipher_suites says nothing about TLS 1.3.
  static Result<std::shared_ptr<TlsContext>> Make(const config::Tls& tls, const KeyPair& pair,
                                                  const std::vector<CertificateHandle>& client_ca);

  // A connection's end; null if there is no memory.  Tickets that are older than an hour or two are
  // not taken: what opens them is drawn anew.
  SessionHandle Open(Time now);

 private:
  TlsContext() = default;

  Result<void> SetUp(const config::Tls& tls, const KeyPair& pair);
  Result<void> SetAlgorithms(const config::Tls& tls);
  Result<void> SetKeyPair(const KeyPair& pair);
  Result<void> SetClients(const config::Tls& tls, const std::vector<CertificateHandle>& client_ca);
  void SetTickets(bool any);
  static int CheckClient(int valid, X509_STORE_CTX* store);

  ContextHandle context_;
  bool tickets_ = false;
  Time new_ticket_keys_{};
  bool any_client_certificate_ = false;  // valid or not
  bool check_sans_ = false;
  std::vector<std::string> sans_;
};

}  // namespace weir::web

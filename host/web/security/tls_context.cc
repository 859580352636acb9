#include "web/security/tls_context.h"

#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <set>
#include <string_view>

#include "web/security/client_names.h"

namespace weir::web {
namespace {

using config::ClientCertificate;
using config::TlsVersion;

constexpr auto kTicketKeysLast = std::chrono::hours(1);
constexpr long kTicketSeconds = 3600;
constexpr std::array<unsigned char, 4> kSessionContext = {'w', 'e', 'i', 'r'};
// Forward secrecy and authenticated encryption: what every client has that knows TLS 1.2.
constexpr const char* kModernSuites = "ECDHE+AESGCM:ECDHE+CHACHA20";
constexpr const char* kOldSuites = "ECDHE+AESGCM:ECDHE+CHACHA20:ECDHE+AES";

int NumberOf(TlsVersion version) {
  switch (version) {
    case TlsVersion::k10:
      return TLS1_VERSION;
    case TlsVersion::k11:
      return TLS1_1_VERSION;
    case TlsVersion::k12:
      return TLS1_2_VERSION;
    case TlsVersion::k13:
      break;
  }
  return TLS1_3_VERSION;
}

// OpenSSL refuses what stands there twice, Go does not.
std::string Joined(const std::vector<std::string>& names) {
  std::string all;
  std::set<std::string_view> seen;
  for (const std::string& name : names) {
    if (seen.insert(name).second) all += (all.empty() ? "" : ":") + name;
  }
  return all;
}

tl::unexpected<Error> OpenSslFailure(const std::string& what) {
  return Fail("OpenSSL takes no such " + what + ": " + TakeOpenSslError());
}

int ModeOf(ClientCertificate wanted) {
  switch (wanted) {
    case ClientCertificate::kNone:
      break;
    case ClientCertificate::kRequested:
    case ClientCertificate::kVerifiedIfGiven:
      return SSL_VERIFY_PEER;
    case ClientCertificate::kRequired:
    case ClientCertificate::kRequiredAndValid:
      return SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT;
  }
  return SSL_VERIFY_NONE;
}

// Whoever offers protocols gets HTTP/1.1, if it is among them.
int ChooseProtocol(SSL*, const unsigned char** out, unsigned char* out_length,
                   const unsigned char* offered, unsigned length, void*) {
  static constexpr std::string_view kHttp11 = "\x08http/1.1";
  unsigned char* chosen = nullptr;
  const int found = SSL_select_next_proto(&chosen, out_length,
                                          reinterpret_cast<const unsigned char*>(kHttp11.data()),
                                          static_cast<unsigned>(kHttp11.size()), offered, length);
  *out = chosen;
  return found == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_NOACK;
}

}  // namespace

Result<std::shared_ptr<TlsContext>> TlsContext::Make(
    const config::Tls& tls, const KeyPair& pair, const std::vector<CertificateHandle>& client_ca) {
  ERR_clear_error();
  const std::shared_ptr<TlsContext> made(new TlsContext());
  made->context_.reset(SSL_CTX_new(TLS_server_method()));
  if (!made->context_) return OpenSslFailure("context");
  Result<void> done = made->SetUp(tls, pair);
  if (done) done = made->SetClients(tls, client_ca);
  if (!done) return tl::unexpected(done.error());
  return made;
}

Result<void> TlsContext::SetUp(const config::Tls& tls, const KeyPair& pair) {
  SSL_CTX* const context = context_.get();
  SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
  SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                                SSL_MODE_RELEASE_BUFFERS | SSL_MODE_NO_AUTO_CHAIN);
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);  // tickets alone
  SSL_CTX_set_session_id_context(context, kSessionContext.data(), kSessionContext.size());
  SSL_CTX_set_alpn_select_cb(context, ChooseProtocol, nullptr);
  const Result<void> algorithms = SetAlgorithms(tls);
  return algorithms ? SetKeyPair(pair) : algorithms;
}

Result<void> TlsContext::SetAlgorithms(const config::Tls& tls) {
  SSL_CTX* const context = context_.get();
  const bool old = tls.min_version < TlsVersion::k12;
  // Whatever the system's openssl.cnf says.  Level 0 for the signatures of TLS 1.0 and 1.1.
  SSL_CTX_set_security_level(context, old ? 0 : 1);
  SSL_CTX_clear_options(context, SSL_OP_CIPHER_SERVER_PREFERENCE);
  if (tls.prefer_server_cipher_suites) {
    SSL_CTX_set_options(context, SSL_OP_CIPHER_SERVER_PREFERENCE);
  }
  std::string suites = old ? kOldSuites : kModernSuites;
  TlsVersion least = tls.min_version;
  if (tls.cipher_suites && tls.cipher_suites->empty()) least = TlsVersion::k13;
  if (tls.cipher_suites && !tls.cipher_suites->empty()) suites = Joined(*tls.cipher_suites);
  SSL_CTX_set_min_proto_version(context, NumberOf(least));
  SSL_CTX_set_max_proto_version(context, NumberOf(tls.max_version));
  if (SSL_CTX_set_cipher_list(context, suites.c_str()) != 1) {
    return OpenSslFailure("cipher_suites");
  }
  const std::string curves = Joined(tls.curves);
  if (!curves.empty() && SSL_CTX_set1_groups_list(context, curves.c_str()) != 1) {
    return OpenSslFailure("curve_preferences");
  }
  return {};
}

Result<void> TlsContext::SetKeyPair(const KeyPair& pair) {
  if (SSL_CTX_use_certificate(context_.get(), pair.chain.front().get()) != 1) {
    return OpenSslFailure("certificate");
  }
  if (SSL_CTX_use_PrivateKey(context_.get(), pair.key.get()) != 1) return OpenSslFailure("key");
  for (size_t i = 1; i < pair.chain.size(); ++i) {
    if (SSL_CTX_add1_chain_cert(context_.get(), pair.chain[i].get()) != 1) {
      return OpenSslFailure("certificate behind the first");
    }
  }
  return {};
}

Result<void> TlsContext::SetClients(const config::Tls& tls,
                                    const std::vector<CertificateHandle>& client_ca) {
  X509_STORE* const store = SSL_CTX_get_cert_store(context_.get());
  X509_STORE_set_flags(store, X509_V_FLAG_PARTIAL_CHAIN | X509_V_FLAG_TRUSTED_FIRST);
  for (const auto& authority : client_ca) {
    if (X509_STORE_add_cert(store, authority.get()) != 1 ||
        SSL_CTX_add_client_CA(context_.get(), authority.get()) != 1) {
      return OpenSslFailure("client_ca");
    }
  }
  const int mode = ModeOf(tls.client_certificate);
  if (mode != SSL_VERIFY_NONE && !tls.client_ca.given()) {
    SSL_CTX_set_default_verify_paths(context_.get());
  }
  any_client_certificate_ = tls.client_certificate == ClientCertificate::kRequested ||
                            tls.client_certificate == ClientCertificate::kRequired;
  check_sans_ = tls.client_allowed_sans.has_value();
  sans_ = tls.client_allowed_sans.value_or(std::vector<std::string>());
  SSL_CTX_set_app_data(context_.get(), this);
  SSL_CTX_set_verify(context_.get(), mode, mode == SSL_VERIFY_NONE ? nullptr : CheckClient);
  // A ticket would let a client in whose certificate has ended since.
  SetTickets(mode == SSL_VERIFY_NONE);
  return {};
}

void TlsContext::SetTickets(bool any) {
  tickets_ = any;
  SSL_CTX_set_timeout(context_.get(), kTicketSeconds);
  SSL_CTX_set_num_tickets(context_.get(), any ? 1 : 0);
  if (!any) SSL_CTX_set_options(context_.get(), SSL_OP_NO_TICKET);
}

// Called for each certificate of a client's chain, the client's own last.
int TlsContext::CheckClient(int valid, X509_STORE_CTX* store) {
  const auto* const session = static_cast<const SSL*>(
      X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx()));
  const auto* const self =
      static_cast<const TlsContext*>(SSL_CTX_get_app_data(SSL_get_SSL_CTX(session)));
  if (self->any_client_certificate_) {
    valid = 1;
    X509_STORE_CTX_set_error(store, X509_V_OK);
  }
  if (valid == 0 || !self->check_sans_ || X509_STORE_CTX_get_error_depth(store) > 0) return valid;
  for (const std::string& name : NamesOf(X509_STORE_CTX_get0_cert(store))) {
    if (std::ranges::find(self->sans_, name) != self->sans_.end()) return 1;
  }
  X509_STORE_CTX_set_error(store, X509_V_ERR_APPLICATION_VERIFICATION);
  return 0;
}

SessionHandle TlsContext::Open(Time now) {
  if (tickets_ && now >= new_ticket_keys_) {
    std::array<unsigned char, 80> keys{};  // a name, a key to sign and one to encrypt
    if (RAND_bytes(keys.data(), keys.size()) == 1) {
      SSL_CTX_set_tlsext_ticket_keys(context_.get(), keys.data(), static_cast<long>(keys.size()));
    }
    new_ticket_keys_ = now + kTicketKeysLast;
  }
  SessionHandle session(SSL_new(context_.get()));
  if (session) SSL_set_accept_state(session.get());
  return session;
}

}  // namespace weir::web

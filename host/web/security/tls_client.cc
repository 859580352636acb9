#include "web/security/tls_client.h"

#include <utility>

#include "web/security/openssl_handle.h"
#include "web/security/tls_channel.h"

namespace weir::web {
namespace {

// Whether it is an address, which a certificate then has to have.
bool ExpectAddress(SSL& session, const std::string& host) {
  return X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(&session), host.c_str()) == 1;
}

// Not by SSL_set_tlsext_host_name, a macro with a cast of C.
bool ExpectName(SSL& session, std::string host) {
  return SSL_ctrl(&session, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, host.data()) ==
             1 &&
         SSL_set1_host(&session, host.c_str()) == 1;
}

Result<void> Trust(SSL_CTX& context, const std::string& ca_file) {
  if (ca_file.empty()) return {};
  if (SSL_CTX_load_verify_file(&context, ca_file.c_str()) != 1) {
    return Fail("cannot take certificates from \"" + ca_file + "\": " + TakeOpenSslError());
  }
  SSL_CTX_set_verify(&context, SSL_VERIFY_PEER, nullptr);
  return {};
}

}  // namespace

Result<std::unique_ptr<Channel>> OpenTlsClient(int fd, const TlsPeer& peer) {
  ERR_clear_error();
  const ContextHandle context(SSL_CTX_new(TLS_client_method()));
  if (!context) return Fail("cannot begin with TLS: " + TakeOpenSslError());
  if (const auto trusted = Trust(*context, peer.ca_file); !trusted) {
    return tl::unexpected(trusted.error());
  }
  SessionHandle session(SSL_new(context.get()));
  if (!session || !(ExpectAddress(*session, peer.host) || ExpectName(*session, peer.host))) {
    return Fail("cannot begin with TLS: " + TakeOpenSslError());
  }
  SSL_set_connect_state(session.get());
  return std::make_unique<TlsChannel>(std::move(session), fd);
}

}  // namespace weir::web

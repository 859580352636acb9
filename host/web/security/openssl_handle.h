// Owners of OpenSSL's objects, and what it says when something fails.
#pragma once

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <memory>
#include <string>

namespace weir::web {

template <auto kFree>
struct Freeing {
  template <class T>
  void operator()(T* object) const {
    kFree(object);
  }
};

using BioHandle = std::unique_ptr<BIO, Freeing<BIO_free>>;
using CertificateHandle = std::unique_ptr<X509, Freeing<X509_free>>;
using KeyHandle = std::unique_ptr<EVP_PKEY, Freeing<EVP_PKEY_free>>;
using ContextHandle = std::unique_ptr<SSL_CTX, Freeing<SSL_CTX_free>>;
using SessionHandle = std::unique_ptr<SSL, Freeing<SSL_free>>;

// The first cause of the last failure in this thread, which is forgotten; empty if there is none.
inline std::string TakeOpenSslError() {
  const char* const reason = ERR_reason_error_string(ERR_peek_error());
  std::string text = reason == nullptr ? "" : reason;
  ERR_clear_error();
  return text;
}

}  // namespace weir::web

#include "certificates.h"

#include <crypt.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <stdexcept>

namespace weir::web {
namespace {

std::string TextOf(BIO* bio) {
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(bio, &bytes);
  return {bytes, static_cast<size_t>(size)};
}

void Extend(X509* certificate, int kind, const std::string& value) {
  X509_EXTENSION* const extension = X509V3_EXT_conf_nid(nullptr, nullptr, kind, value.c_str());
  if (extension == nullptr) throw std::invalid_argument(value);
  X509_add_ext(certificate, extension, -1);
  X509_EXTENSION_free(extension);
}

}  // namespace

std::string Made::KeyPem(const std::string& passphrase) const {
  const BioHandle out(BIO_new(BIO_s_mem()));
  PEM_write_bio_PrivateKey(out.get(), key.get(), passphrase.empty() ? nullptr : EVP_aes_128_cbc(),
                           reinterpret_cast<const unsigned char*>(passphrase.data()),
                           static_cast<int>(passphrase.size()), nullptr, nullptr);
  return TextOf(out.get());
}

std::string Made::CertificatePem() const {
  const BioHandle out(BIO_new(BIO_s_mem()));
  PEM_write_bio_X509(out.get(), certificate.get());
  return TextOf(out.get());
}

Made Make(const Wanted& wanted) {
  static long serial = 0;
  Made made{KeyHandle(EVP_EC_gen("P-256")), CertificateHandle(X509_new())};
  X509* const certificate = made.certificate.get();
  X509_set_version(certificate, 2);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate), ++serial);
  X509_gmtime_adj(X509_getm_notBefore(certificate), wanted.begins.count());
  X509_gmtime_adj(X509_getm_notAfter(certificate), wanted.ends.count());
  X509_set_pubkey(certificate, made.key.get());
  X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>(wanted.name.c_str()), -1, -1,
                             0);
  const Made& issuer = wanted.issuer == nullptr ? made : *wanted.issuer;
  X509_set_issuer_name(certificate, X509_get_subject_name(issuer.certificate.get()));
  if (wanted.authority) Extend(certificate, NID_basic_constraints, "critical,CA:TRUE");
  if (!wanted.names.empty()) Extend(certificate, NID_subject_alt_name, wanted.names);
  X509_sign(certificate, issuer.key.get(), EVP_sha256());
  return made;
}

std::string QuickHash(const std::string& password, const std::string& prefix) {
  return crypt(password.c_str(), (prefix + "QOauhQNbBCuQDKes6eFzPe").c_str());
}

}  // namespace weir::web

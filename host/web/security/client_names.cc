#include "web/security/client_names.h"

#include <arpa/inet.h>
#include <openssl/x509v3.h>

namespace weir::web {
namespace {

using NamesHandle = std::unique_ptr<GENERAL_NAMES, Freeing<GENERAL_NAMES_free>>;

std::string BytesOf(const ASN1_STRING* text) {
  return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(text)),
          static_cast<size_t>(ASN1_STRING_length(text))};
}

std::string AddressOf(const ASN1_STRING* bytes) {
  char text[INET6_ADDRSTRLEN] = "";
  const int length = ASN1_STRING_length(bytes);
  if (length == 4 || length == 16) {
    inet_ntop(length == 4 ? AF_INET : AF_INET6, ASN1_STRING_get0_data(bytes), text, sizeof text);
  }
  return text;
}

std::string NameOf(const GENERAL_NAME* name) {
  int kind = 0;
  const auto* const value = static_cast<const ASN1_STRING*>(GENERAL_NAME_get0_value(name, &kind));
  if (kind == GEN_IPADD) return AddressOf(value);
  if (kind == GEN_DNS || kind == GEN_EMAIL || kind == GEN_URI) return BytesOf(value);
  return "";
}

}  // namespace

std::vector<std::string> NamesOf(const X509* certificate) {
  const NamesHandle names(static_cast<GENERAL_NAMES*>(
      X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)));
  std::vector<std::string> all;
  for (int i = 0; names && i < sk_GENERAL_NAME_num(names.get()); ++i) {
    std::string name = NameOf(sk_GENERAL_NAME_value(names.get(), i));
    if (!name.empty()) all.push_back(std::move(name));
  }
  return all;
}

}  // namespace weir::web

// The names that a certificate is for.
#pragma once

#include <string>
#include <vector>

#include "web/security/openssl_handle.h"

namespace weir::web {

// Its subject's alternative names of the kinds DNS, email, IP (as inet_ntop writes it) and URI.
std::vector<std::string> NamesOf(const X509* certificate);

}  // namespace weir::web

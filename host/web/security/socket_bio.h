// A socket as OpenSSL reads and writes it.
#pragma once

#include "web/security/openssl_handle.h"

namespace weir::web {

// Like BIO_new_socket(fd, BIO_NOCLOSE), but a peer that is gone raises no SIGPIPE.  Null if there
// is no memory.
BIO* NewSocketBio(int fd);

}  // namespace weir::web

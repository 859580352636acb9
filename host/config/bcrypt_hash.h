// A password's hash as basic_auth_users has it: $2y$10$, 22 characters of salt, 31 of hash.
#pragma once

#include <string>
#include <string_view>

#include "error/result.h"

namespace weir::config {

struct BcryptHash {
  int cost = 0;        // its logarithm
  std::string salted;  // salt and hash, without what stands before
};

// Takes what Go's bcrypt.Cost() takes, which looks at the first characters and the length alone;
// what is behind may still be such that no password fits.  The error is the end of a sentence that
// begins with what the hash is for.
Result<BcryptHash> ParseBcryptHash(std::string_view text);

}  // namespace weir::config

#include "web/security/passwords.h"

#include <openssl/crypto.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include <cstring>
#include <iterator>
#include <stdexcept>
#include <utility>

namespace weir::web {

Passwords::Passwords(Loop& loop) : hasher_(loop) {
  if (RAND_bytes(secret_.data(), static_cast<int>(secret_.size())) != 1) {
    throw std::runtime_error("OpenSSL has no random numbers");
  }
}

void Passwords::Check(const Users& users, const std::string& name, const std::string& password,
                      const Done& done) {
  const auto user = users.find(name);
  const bool known = user != users.end();
  const std::string& hash = known ? user->second : AnyHash(users, name);
  const Digest digest = DigestOf(hash + '\0' + password);
  const auto before = let_in_.find(name);
  if (known && before != let_in_.end() &&
      CRYPTO_memcmp(before->second.data(), digest.data(), digest.size()) == 0) {
    return done(Verdict::kYes);
  }
  const auto told = [this, alive = std::weak_ptr(alive_), known, name, digest,
                     users_count = users.size(), done](bool fits) {
    if (alive.expired()) return;
    if (known && fits) Remember(users_count, name, digest);
    done(known && fits ? Verdict::kYes : Verdict::kNo);
  };
  if (!hasher_.Compare(password, hash, told)) done(Verdict::kTooBusy);
}

Passwords::Digest Passwords::DigestOf(const std::string& text) const {
  Digest digest{};
  unsigned size = 0;
  HMAC(EVP_sha256(), secret_.data(), static_cast<int>(secret_.size()),
       reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data(), &size);
  return digest;
}

// That of a user whom nobody can guess, the same each time: it takes as long as that user's.
const std::string& Passwords::AnyHash(const Users& users, const std::string& name) const {
  size_t number = 0;
  const Digest digest = DigestOf(name);
  std::memcpy(&number, digest.data(), sizeof number);
  return std::next(users.begin(), static_cast<std::ptrdiff_t>(number % users.size()))->second;
}

// Names that are no users' any more are forgotten with all the others.
void Passwords::Remember(size_t users, const std::string& name, const Digest& digest) {
  if (let_in_.size() > users) let_in_.clear();
  let_in_[name] = digest;
}

}  // namespace weir::web

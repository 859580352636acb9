#include "web/security/password.h"

#include <crypt.h>
#include <openssl/crypto.h>

#include <cstdio>
#include <memory>

#include "config/bcrypt_hash.h"

namespace weir::web {
namespace {

constexpr size_t kSaltBytes = 22, kHashBytes = 31;
constexpr std::string_view kAnySalt = "QOauhQNbBCuQDKes6eFzPe";
constexpr std::string_view kSaltCharacters =
    "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

// The salt, if it is one; else another one, for the same work.
std::string_view SaltOf(const config::BcryptHash& hash) {
  const std::string_view salt = std::string_view(hash.salted).substr(0, kSaltBytes);
  return salt.find_first_not_of(kSaltCharacters) == std::string_view::npos ? salt : kAnySalt;
}

// Salt and hash.  $2a$, $2x$ and $2y$ differ in old mistakes of programs that made them, not in
// what a correct one makes: all are taken as $2b$.
std::string Hashed(const std::string& password, int cost, std::string_view salt) {
  char setting[40];
  snprintf(setting, sizeof setting, "$2b$%02d$%.*s", cost, static_cast<int>(salt.size()),
           salt.data());
  const auto data = std::make_unique<crypt_data>();
  const char* const made = crypt_r(password.c_str(), setting, data.get());
  const std::string text = made == nullptr ? "" : made;
  OPENSSL_cleanse(data.get(), sizeof(crypt_data));
  return text.starts_with("$2b$") && text.size() == 7 + kSaltBytes + kHashBytes ? text.substr(7)
                                                                                : "";
}

bool Same(std::string_view one, std::string_view other) {
  return one.size() == other.size() && CRYPTO_memcmp(one.data(), other.data(), one.size()) == 0;
}

}  // namespace

bool Fits(std::string_view password, std::string_view hash) {
  const auto parsed = config::ParseBcryptHash(hash);
  if (!parsed) return false;
  const std::string_view wanted =
      std::string_view(parsed->salted).substr(0, kSaltBytes + kHashBytes);
  const std::string made = Hashed(std::string(password), parsed->cost, SaltOf(*parsed));
  return !made.empty() && password.find('\0') == std::string_view::npos && Same(made, wanted);
}

}  // namespace weir::web

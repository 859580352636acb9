#include "config/bcrypt_hash.h"

#include <charconv>

namespace weir::config {
namespace {

constexpr size_t kLeastBytes = 59;
constexpr int kLeastCost = 4, kMostCost = 31;

}  // namespace

Result<BcryptHash> ParseBcryptHash(std::string_view text) {
  if (text.size() < kLeastBytes || text[0] != '$' || text[1] > '2') {
    return Fail("needs a bcrypt hash, as `htpasswd -nBC 10 \"\"` prints it after the colon");
  }
  text.remove_prefix(text[2] == '$' ? 3 : 4);
  BcryptHash hash;
  const auto [rest, error] = std::from_chars(text.data(), text.data() + 2, hash.cost);
  if (error != std::errc() || rest != text.data() + 2 || hash.cost < kLeastCost ||
      hash.cost > kMostCost) {
    return Fail("has a bcrypt hash whose cost is not a number from 04 to 31");
  }
  hash.salted = text.substr(3);
  return hash;
}

}  // namespace weir::config

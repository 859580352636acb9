// Who may come in with a name and a password.  On the loop.
#pragma once

#include <array>
#include <functional>
#include <map>
#include <string>
#include <unordered_map>

#include "web/security/hasher.h"

namespace weir::web {

enum class Verdict { kYes, kNo, kTooBusy };

class Passwords {
 public:
  using Users = std::map<std::string, std::string>;  // name -> bcrypt hash
  using Done = std::function<void(Verdict)>;

  explicit Passwords(Loop& loop);

  // Calls done, possibly at once.  Who has come in before is known again at once, as long as the
  // hash is the same; anybody else costs one comparison, of an unknown name as of a known one.
  // REQUIRES: there are users
  void Check(const Users& users, const std::string& name, const std::string& password,
             const Done& done);

 private:
  using Digest = std::array<unsigned char, 32>;

  Digest DigestOf(const std::string& text) const;
  const std::string& AnyHash(const Users& users, const std::string& name) const;
  void Remember(size_t users, const std::string& name, const Digest& digest);

  Hasher hasher_;
  Digest secret_{};                                 // of this process
  std::unordered_map<std::string, Digest> let_in_;  // name -> of hash and password, the latest
  std::shared_ptr<void> alive_ = std::make_shared<int>();
};

}  // namespace weir::web

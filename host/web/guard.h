// Stands before the routes: lets those requests through that the web configuration allows, and puts
// its headers on their answers.  On the loop.
#pragma once

#include <memory>
#include <optional>

#include "web/http.h"
#include "web/security/passwords.h"
#include "web/security/security.h"

namespace weir::web {

class Guard {
 public:
  // security: what is in force at a request, null if everybody may come in.  All outlive the guard.
  Guard(Loop& loop, const std::shared_ptr<Security>& security, Handler routes)
      : loop_(loop), security_(security), routes_(std::move(routes)) {}

  // As a Handler.
  void Handle(const Request& request, Reply reply);

 private:
  void Ask(const Request& request, const Policy& policy, Reply reply);

  Loop& loop_;
  const std::shared_ptr<Security>& security_;
  const Handler routes_;
  std::optional<Passwords> passwords_;  // once they are needed
};

}  // namespace weir::web

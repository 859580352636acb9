#include "web/guard.h"

#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "web/basic_credentials.h"

namespace weir::web {
namespace {

// As literals, which a response's headers want.  X-Content-Type-Options is in every answer anyway.
constexpr std::array<std::string_view, 4> kNames = {"Strict-Transport-Security", "X-Frame-Options",
                                                    "X-XSS-Protection", "Content-Security-Policy"};

Response Unauthorized() {
  Response response = Sentence(401, "Unauthorized");
  response.headers.emplace_back("WWW-Authenticate", "Basic realm=\"weir\"");
  return response;
}

// In place of what the route says itself.
void PutOn(const std::map<std::string, std::string>& headers, Response& response) {
  for (const std::string_view name : kNames) {
    const auto header = headers.find(std::string(name));
    if (header == headers.end()) continue;
    std::erase_if(response.headers, [&](const Header& each) { return each.first == name; });
    response.headers.emplace_back(name, header->second);
  }
}

}  // namespace

void Guard::Handle(const Request& request, Reply reply) {
  if (!security_) return routes_(request, std::move(reply));
  const auto policy = security_->Current();
  if (!security_->TakeTurn(loop_.Now())) return reply(Sentence(429, "Too Many Requests"));
  Reply with_headers = [policy, reply = std::move(reply)](Response response) {
    PutOn(policy->config.headers, response);
    reply(std::move(response));
  };
  if (policy->config.users.empty()) return routes_(request, std::move(with_headers));
  Ask(request, *policy, std::move(with_headers));
}

void Guard::Ask(const Request& request, const Policy& policy, Reply reply) {
  const auto credentials = ParseBasicCredentials(request.authorization);
  if (!credentials) return reply(Unauthorized());
  if (!passwords_) passwords_.emplace(loop_);
  const auto told = [this, request, reply = std::move(reply)](Verdict verdict) {
    if (verdict == Verdict::kYes) return routes_(request, reply);
    reply(verdict == Verdict::kNo ? Unauthorized() : TryLater("Too many passwords to check."));
  };
  passwords_->Check(policy.config.users, credentials->name, credentials->password, told);
}

}  // namespace weir::web

#include <fstream>
#include <iostream>
#include <string>

#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/setup.h"
#include "config/web_config.h"
#include "web/probe.h"

namespace weir::cli {
namespace {

// Where the host is asked: as was given, or at what it listens on first.
Result<void> Address(const Arguments& arguments, web::Question& question) {
  question.url = arguments.health.url;
  if (!question.url.empty()) return {};
  const config::Loaded loaded = LoadConfiguration(arguments);
  if (!loaded.findings.empty()) return Fail(config::ToString(loaded.findings.front()));
  const config::Web& web = loaded.configuration.web;
  if (web.systemd_socket) return Fail("systemd's socket unit says where to ask: give --url");
  const auto url = web::LocalUrl(web.listen.front());
  if (!url) return tl::unexpected(url.error());
  question.url = *url;
  question.tls = !web.config_file.empty() && config::LoadWebConfig(web.config_file).config.tls;
  return {};
}

Result<std::string> AuthorizationOf(const Arguments::Health& health) {
  if (health.user.empty()) return std::string();
  std::string password;
  if (!health.password_file.empty()) {
    std::ifstream file(health.password_file);
    if (!std::getline(file, password)) return Fail("cannot read " + health.password_file);
  }
  return web::BasicAuthorization(health.user, password);
}

Result<web::Said> AskHost(const Arguments& arguments) {
  web::Question question;
  if (const auto found = Address(arguments, question); !found) return tl::unexpected(found.error());
  const auto authorization = AuthorizationOf(arguments.health);
  if (!authorization) return tl::unexpected(authorization.error());
  question.ca_file = arguments.health.ca_file;
  question.path = arguments.health.ready ? "/-/ready" : "/-/healthy";
  question.authorization = *authorization;
  question.timeout = arguments.health.timeout;
  return web::Ask(question);
}

// Who asks for a user serves: a health check that was given none needs to know no more.
bool IsAliveAllTheSame(const Arguments::Health& health, const web::Said& said) {
  return said.status == 401 && health.user.empty() && !health.ready;
}

}  // namespace

// A container's health check knows 0 and 1 only.
int Health(const Arguments& arguments) {
  const auto said = AskHost(arguments);
  if (!said) {
    std::cerr << "weir: " << said.error().message << "\n";
    return kFailure;
  }
  if (IsAliveAllTheSame(arguments.health, *said)) {
    std::cout << "healthy: it serves, and asks for a user\n";
    return kSuccess;
  }
  const bool well = said->status == 200;
  (well ? std::cout : std::cerr) << (well ? "" : std::to_string(said->status) + ": ") << said->body;
  if (said->status == 401) std::cerr << "Give --user and --password-file.\n";
  return well ? kSuccess : kFailure;
}

}  // namespace weir::cli

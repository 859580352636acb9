// Asks a running host one thing over HTTP or HTTPS, as `weir health` does.  Blocks, within a
// deadline.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "error/result.h"

namespace weir::web {

struct Question {
  std::string url;   // "http://host:port", "https://host:port" or "unix:///path", nothing behind it
  bool tls = false;  // also without https
  std::string ca_file;  // who vouches for the host's certificate; empty: it is not checked
  std::string path;
  std::string authorization;  // the header's value; or empty
  std::chrono::milliseconds timeout{5000};
};

struct Said {
  int status = 0;
  std::string body;
};

// What the host answers, whatever the status.
Result<Said> Ask(const Question& question);

// How this machine reaches an address that a host listens on: "http://127.0.0.1:8080" for ":8080".
Result<std::string> LocalUrl(std::string_view listen);

// The value of an Authorization header (RFC 7617).
std::string BasicAuthorization(const std::string& user, const std::string& password);

}  // namespace weir::web

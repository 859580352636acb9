// The head of a request (RFC 9112): where it ends, and what it asks for.
#pragma once

#include <cstddef>
#include <string_view>
#include <tl/expected.hpp>

#include "web/answer.h"
#include "web/http.h"

namespace weir::web {

struct RequestHead {
  Request request;
  Form form;  // as the client wants it
  // Weir reads no body, so whatever may have one ends its connection: else the body would be taken
  // for the next request.
  bool may_have_body = false;
  // Has no fields but those that scrapers and probes send, of which none is a secret.
  bool is_ordinary = false;
};

// The number of bytes up to and with the empty line that ends the head; 0 while there is none.
// seen: how many bytes are known to contain none.
size_t FindEndOfHead(std::string_view bytes, size_t seen);

// Whether a request may begin with that byte: most that speak another protocol do not.
inline bool CanBeginRequest(char c) { return c >= 'A' && c <= 'Z'; }

// bytes: a whole head.  Fails with the answer to it.
tl::expected<RequestHead, Response> ParseRequestHead(std::string_view bytes);

}  // namespace weir::web

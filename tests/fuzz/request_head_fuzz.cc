// Any bytes as a client's: a head ends where it ends however its bytes arrive, a request that may
// have a body is told, and what the routes read of a request is bounded.
#include <algorithm>
#include <cctype>
#include <random>
#include <vector>

#include "expose/format.h"
#include "input.h"
#include "target.h"
#include "web/patience.h"
#include "web/request_head.h"
#include "web/target.h"

namespace weir::fuzz {
namespace {

// The shortest beginning that ends in an empty line; 0 if there is none.
size_t EndOfHead(std::string_view bytes) {
  for (size_t end = 2; end <= bytes.size(); ++end) {
    const std::string_view head = bytes.substr(0, end);
    if (head.ends_with("\n\n") || head.ends_with("\n\r\n")) return end;
  }
  return 0;
}

void CheckArrival(std::string_view bytes) {
  const size_t expected = EndOfHead(bytes);
  std::minstd_rand random(static_cast<unsigned>(bytes.size()));
  for (const size_t most : {size_t{1}, size_t{3}, size_t{64}}) {
    size_t seen = 0, end = 0;
    while (end == 0 && seen < bytes.size()) {
      const size_t arrived = std::min(bytes.size(), seen + 1 + random() % most);
      end = web::FindEndOfHead(bytes.substr(0, arrived), seen);
      seen = arrived;
    }
    WEIR_REQUIRE(end == expected, std::to_string(end) + " is not " + std::to_string(expected));
  }
}

std::string Lower(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), [](unsigned char c) { return std::tolower(c); });
  return out;
}

// The name before a line's colon, without white space behind it; empty if there is no colon.
std::string FieldName(std::string_view line) {
  const size_t colon = line.find(':');
  std::string_view name = line.substr(0, colon == std::string_view::npos ? 0 : colon);
  while (!name.empty() && std::isspace(static_cast<unsigned char>(name.back())) != 0)
    name.remove_suffix(1);
  return Lower(name);
}

// Whether a proxy in front might see a body.
bool AnnouncesBody(std::string_view head) {
  for (size_t at = head.find('\n'); at != std::string_view::npos; at = head.find('\n', at + 1)) {
    const std::string_view line = head.substr(at + 1);
    const std::string name = FieldName(line.substr(0, line.find('\n')));
    if (name == "content-length" || name == "transfer-encoding") return true;
  }
  return false;
}

void CheckPatience(std::string_view header) {
  constexpr Duration kFallback = std::chrono::seconds(7);
  const Duration patience = web::Patience(header, kFallback);
  const bool bounded =
      patience >= std::chrono::milliseconds(90) && patience <= std::chrono::hours(1);
  WEIR_REQUIRE(bounded, std::string(header));
}

void CheckTarget(const std::string& path) {
  const std::string encoded = web::PercentEncode(path);
  const auto again = web::ParseTarget(encoded);
  WEIR_REQUIRE(again && again->path == path && again->query.empty(), encoded);
}

void CheckHead(std::string_view bytes) {
  const auto head = web::ParseRequestHead(bytes);
  if (!head) {
    const int status = head.error().status;
    WEIR_REQUIRE(status == 400 || status == 505, "refused with " + std::to_string(status));
    return;
  }
  WEIR_REQUIRE(head->may_have_body || !AnnouncesBody(bytes), "a body unseen");
  const web::Request& request = head->request;
  WEIR_REQUIRE(!request.method.empty() && !request.path.empty(), "a request for nothing");
  (void)expose::Negotiate(request.accept);
  (void)expose::WantsGzip(request.accept_encoding);
  CheckPatience(request.scrape_timeout);
  CheckTarget(request.path);
}

// Apart, so that the fuzzer need not find its way through a head to them.
void CheckFields(std::string_view bytes) {
  (void)expose::Negotiate(bytes);
  (void)expose::WantsGzip(bytes);
  CheckPatience(bytes);
  if (const auto target = web::ParseTarget(bytes)) CheckTarget(target->path);
}

}  // namespace
}  // namespace weir::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes = weir::fuzz::TextOf(data, size);
  weir::fuzz::CheckArrival(bytes);
  weir::fuzz::CheckFields(bytes);
  weir::fuzz::CheckHead(bytes.substr(0, weir::fuzz::EndOfHead(bytes)));
  return 0;
}

#include "config/web_config.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <exception>
#include <string_view>
#include <utility>

#include "config/bcrypt_hash.h"
#include "config/document.h"
#include "config/go_duration.h"
#include "config/map_reader.h"
#include "config/one_of.h"
#include "config/quoted.h"
#include "config/text_file.h"
#include "config/tls_names.h"

namespace weir::config {
namespace {

constexpr size_t kMaxFileBytes = size_t{256} * 1024;

constexpr std::array<Choice<TlsVersion>, 4> kVersions = {{{"TLS10", TlsVersion::k10},
                                                          {"TLS11", TlsVersion::k11},
                                                          {"TLS12", TlsVersion::k12},
                                                          {"TLS13", TlsVersion::k13}}};

// RequireClientCert is an earlier name.
constexpr std::array<Choice<ClientCertificate>, 7> kClientCertificates = {
    {{"NoClientCert", ClientCertificate::kNone},
     {"RequestClientCert", ClientCertificate::kRequested},
     {"RequireAnyClientCert", ClientCertificate::kRequired},
     {"VerifyClientCertIfGiven", ClientCertificate::kVerifiedIfGiven},
     {"RequireAndVerifyClientCert", ClientCertificate::kRequiredAndValid},
     {"RequireClientCert", ClientCertificate::kRequired},
     {"", ClientCertificate::kNone}}};

// Empty: any value.
struct AllowedHeader {
  std::string_view name;
  std::array<std::string_view, 2> values = {};
};
constexpr std::array<AllowedHeader, 5> kHeaders = {{{"Strict-Transport-Security"},
                                                    {"X-Content-Type-Options", {"nosniff"}},
                                                    {"X-Frame-Options", {"deny", "sameorigin"}},
                                                    {"X-XSS-Protection"},
                                                    {"Content-Security-Policy"}}};

// What Go's YAML reader takes for a boolean.
constexpr std::array<std::string_view, 11> kTrue = {"y",  "Y",  "yes",  "Yes",  "YES", "on",
                                                    "On", "ON", "true", "True", "TRUE"};
constexpr std::array<std::string_view, 11> kFalse = {"n",   "N",   "no",    "No",    "NO",   "off",
                                                     "Off", "OFF", "false", "False", "FALSE"};

Result<bool> ParseGoBool(const std::string& text) {
  if (std::ranges::find(kTrue, text) != kTrue.end()) return true;
  if (std::ranges::find(kFalse, text) != kFalse.end()) return false;
  return Fail("is neither true nor false");
}

Result<int64_t> ParseInteger(const std::string& text) {
  int64_t number = 0;
  const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error == std::errc() && rest == text.data() + text.size()) return number;
  return Fail("is not a whole number");
}

Result<std::string> AsItIs(const std::string& text) { return text; }

Result<void> CheckHeader(std::string_view name, std::string_view value) {
  const auto* const allowed = std::ranges::find(kHeaders, name, &AllowedHeader::name);
  if (allowed == kHeaders.end()) {
    std::vector<std::string_view> names;
    names.reserve(std::size(kHeaders));
    for (const AllowedHeader& header : kHeaders) names.push_back(header.name);
    return Fail("cannot be configured" + DidYouMean(name, names));
  }
  const auto& [first, second] = allowed->values;
  if (first.empty() || value == first || (!second.empty() && value == second)) return {};
  return Fail("must be " + std::string(first) + (second.empty() ? "" : " or ") +
              std::string(second));
}

// A value of several lines is one of one line, as Go sends it.
std::string OnOneLine(std::string value) {
  for (char& c : value) {
    if (static_cast<unsigned char>(c) < ' ' || c == 127) c = ' ';
  }
  value.erase(0, std::min(value.find_first_not_of(' '), value.size()));
  value.erase(value.find_last_not_of(' ') + 1);
  return value;
}

// A part of the file.  As for Go, a key without a value is one that does not stand there.
class Part {
 public:
  Part(const Node& node, const std::string& context, Reading& reading)
      : map_(node, context, reading), reading_(reading) {}

  const Entry* Find(std::string_view key) {
    const Entry* const entry = map_.Find(key);
    return entry == nullptr || entry->value.kind == Node::Kind::kNull ? nullptr : entry;
  }

  template <class Parse>
  auto Read(std::string_view key, Parse parse) {
    return Find(key) == nullptr ? decltype(map_.Read(key, parse))() : map_.Read(key, parse);
  }
  template <class Parse>
  auto ReadUnquoted(std::string_view key, Parse parse) {
    return Find(key) == nullptr ? decltype(map_.Read(key, parse))() : map_.ReadUnquoted(key, parse);
  }

  // Each element as parse understands it; nothing if there is no such list.
  template <class Parse>
  auto ReadList(std::string_view key, Parse parse) {
    using Value = typename std::invoke_result_t<Parse, const std::string&>::value_type;
    const Entry* const entry = Find(key);
    if (entry == nullptr) return std::optional<std::vector<Value>>();
    if (entry->value.kind != Node::Kind::kList) {
      map_.ReportValue(*entry, "must be a list, but is " + std::string(KindName(entry->value)));
    }
    std::vector<Value> values;
    for (const Node& item : entry->value.items) {
      const std::optional<Text> text = reading_.TextOf(item, map_.context() + entry->key + ": ");
      if (!text) continue;
      const auto value = parse(text->value);
      if (value) {
        values.push_back(*value);
      } else {
        map_.Report(item.position, entry->key + ": " + text->shown + " " + value.error().message);
      }
    }
    return std::optional(std::move(values));
  }

  Place PlaceOf(const Entry& entry) { return reading_.findings().PlaceOf(entry.value.position); }
  MapReader& map() { return map_; }

 private:
  MapReader map_;
  Reading& reading_;
};

// The names are literals: the map remembers them.
Pem ReadPem(Part& part, std::string_view key, std::string_view file_key, const Folder& folder) {
  Pem pem;
  pem.text = part.Read(key, AsItIs).value_or("");
  const std::string file = part.Read(file_key, AsItIs).value_or("");
  if (!file.empty()) pem.file = folder.Absolute(file);
  const Entry* const entry = part.Find(file.empty() ? key : file_key);
  if (entry != nullptr) pem.place = part.PlaceOf(*entry);
  return pem;
}

void ReadVersions(Part& part, Tls& tls) {
  const auto version = OneOf(kVersions, "a version of TLS");
  tls.min_version = part.Read("min_version", version).value_or(tls.min_version);
  tls.max_version = part.Read("max_version", version).value_or(tls.max_version);
}

void ReadAlgorithms(Part& part, Tls& tls) {
  const auto suites = part.ReadList("cipher_suites", OneOf(kCipherSuites, "a cipher suite"));
  if (suites && !suites->empty()) {
    std::vector<std::string>& names = tls.cipher_suites.emplace();
    for (const std::string_view suite : *suites) {
      if (!suite.empty()) names.emplace_back(suite);
    }
  }
  const auto curves = part.ReadList("curve_preferences", OneOf(kCurves, "a curve"));
  if (curves) tls.curves.assign(curves->begin(), curves->end());
  tls.prefer_server_cipher_suites =
      part.ReadUnquoted("prefer_server_cipher_suites", ParseGoBool).value_or(true);
}

// REQUIRES: all keys are read; given_type: client_auth_type is not empty
void CheckTogether(Part& part, const Tls& tls, bool given_type, std::optional<Tls>& out) {
  const bool any = tls.certificate.given() || tls.key.given() || tls.client_ca.given();
  if (!any && !given_type) return;
  const Position position{tls.place.line, tls.place.column};
  if (!tls.certificate.given()) {
    return part.map().Report(position, "needs cert_file, or cert with the text itself");
  }
  if (!tls.key.given()) {
    return part.map().Report(position, "needs key_file, or key with the text itself");
  }
  using enum ClientCertificate;
  if (tls.client_ca.given() && tls.client_certificate == kNone) {
    return part.map().Report(position, "client_ca has no meaning without client_auth_type");
  }
  if (tls.client_allowed_sans && tls.client_certificate != kRequired &&
      tls.client_certificate != kRequiredAndValid) {
    return part.map().Report(position,
                             "client_allowed_sans needs a client_auth_type that demands a "
                             "certificate: RequireAndVerifyClientCert or RequireAnyClientCert");
  }
  out = tls;
}

void ReadTls(const Entry& entry, Reading& reading, std::optional<Tls>& out) {
  Part part(entry.value, "tls_server_config: ", reading);
  Tls tls;
  tls.place = reading.findings().PlaceOf(entry.position);
  tls.certificate = ReadPem(part, "cert", "cert_file", reading.folder());
  tls.key = ReadPem(part, "key", "key_file", reading.folder());
  tls.client_ca = ReadPem(part, "client_ca", "client_ca_file", reading.folder());
  const auto type = OneOf(kClientCertificates, "a client_auth_type");
  tls.client_certificate = part.Read("client_auth_type", type).value_or(ClientCertificate::kNone);
  tls.client_allowed_sans = part.ReadList("client_allowed_sans", AsItIs);
  ReadVersions(part, tls);
  ReadAlgorithms(part, tls);
  part.map().RefuseUnknown();
  const bool given_type = !part.Read("client_auth_type", AsItIs).value_or("").empty();
  CheckTogether(part, tls, given_type, out);
}

void ReadHttp(const Entry& entry, Reading& reading, WebConfig& config) {
  Part part(entry.value, "http_server_config: ", reading);
  part.ReadUnquoted("http2", ParseGoBool);
  part.map().Find("headers");
  part.map().RefuseUnknown();
  const Entry* const headers = part.Find("headers");
  if (headers == nullptr) return;
  Part map(headers->value, "http_server_config: headers: ", reading);
  for (const Entry& header : headers->value.entries) {
    const std::string value = map.Read(header.key, AsItIs).value_or("");
    const Result<void> allowed = CheckHeader(header.key, value);
    if (!allowed)
      map.map().Report(header.position, Quoted(header.key) + " " + allowed.error().message);
    config.headers[header.key] = OnOneLine(value);
  }
}

void ReadUsers(const Entry& entry, Reading& reading, WebConfig& config) {
  Part part(entry.value, "basic_auth_users: ", reading);
  for (const Entry& user : entry.value.entries) {
    const std::string hash = part.Read(user.key, AsItIs).value_or("");
    const Result<BcryptHash> parsed = ParseBcryptHash(hash);
    if (!parsed)
      part.map().Report(user.value.position, Quoted(user.key) + " " + parsed.error().message);
    config.users[user.key] = hash;
  }
}

void ReadRateLimit(const Entry& entry, Reading& reading, WebConfig& config) {
  Part part(entry.value, "rate_limit: ", reading);
  config.rate_limit.burst = part.ReadUnquoted("burst", ParseInteger).value_or(0);
  config.rate_limit.interval = part.Read("interval", ParseGoDuration).value_or(Duration(0));
  part.map().RefuseUnknown();
}

void ReadRoot(const Node& root, Reading& reading, WebConfig& config) {
  Part part(root, "", reading);
  if (const Entry* tls = part.Find("tls_server_config")) ReadTls(*tls, reading, config.tls);
  if (const Entry* http = part.Find("http_server_config")) ReadHttp(*http, reading, config);
  if (const Entry* users = part.Find("basic_auth_users")) ReadUsers(*users, reading, config);
  if (const Entry* limit = part.Find("rate_limit")) ReadRateLimit(*limit, reading, config);
  part.map().RefuseUnknown();
}

LoadedWebConfig OneFinding(const std::string& file, const std::string& message) {
  return {{}, {{{file, 0, 0}, "cannot be read: " + message, ""}}};
}

LoadedWebConfig ReadText(const std::string& text, const std::string& file) {
  const Source source(file, text);
  Reading reading(source, Reading::Maps::kAsTheyAre);
  LoadedWebConfig loaded;
  const std::optional<Node> root = ParseDocument(source, reading.findings());
  if (root && root->kind != Node::Kind::kRefused) ReadRoot(*root, reading, loaded.config);
  loaded.findings = reading.findings().InOrder();
  for (Finding& finding : loaded.findings) finding.excerpt.clear();  // the line may be a secret
  return loaded;
}

}  // namespace

LoadedWebConfig LoadWebConfigText(const std::string& text, const std::string& file) {
  try {
    return ReadText(text, file);
  } catch (const std::exception& error) {
    return OneFinding(file, error.what());
  }
}

LoadedWebConfig LoadWebConfig(const std::string& path) {
  const Result<std::string> text = ReadTextFile(path, kMaxFileBytes);
  return text ? LoadWebConfigText(*text, path) : OneFinding(path, text.error().message);
}

}  // namespace weir::config

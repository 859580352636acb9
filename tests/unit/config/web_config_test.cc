// The file of --web.config.file.  What promtool says of the same files is asked by
// tests/prometheus/web_config_test.py.
#include "config/web_config.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace weir::config {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;

constexpr const char* kHash = "$2y$10$QOauhQNbBCuQDKes6eFzPeMqBSjb7Mr5DUmpZ/VcEd00UAV/LDeSi";

std::string WebRefusal(const std::string& text) {
  std::string all;
  for (const Finding& finding : LoadWebConfigText(text, "/etc/weir/web.yml").findings) {
    all += (all.empty() ? "" : "\n") + ToString(finding);
  }
  return all;
}

WebConfig AcceptedWeb(const std::string& text) {
  EXPECT_EQ(WebRefusal(text), "");
  return LoadWebConfigText(text, "/etc/weir/web.yml").config;
}

Tls GoodTls(const std::string& more) {
  return AcceptedWeb("tls_server_config: {cert_file: c.pem, key_file: /k.pem" + more + "}\n")
      .tls.value_or(Tls{});
}

std::string TlsMessage(const std::string& more) {
  return WebRefusal("tls_server_config: {cert_file: c.pem, key_file: /k.pem" + more + "}\n");
}

TEST(WebConfig, IsPlainAndForEverybodyWhenEmpty) {
  for (const char* text :
       {"", "# nothing\n", "tls_server_config:\nbasic_auth_users: {}\n",
        "tls_server_config: {cert_file: '', key_file: null, min_version: TLS13}\n"}) {
    const WebConfig config = AcceptedWeb(text);
    EXPECT_FALSE(config.tls.has_value()) << text;
    EXPECT_THAT(config.users, IsEmpty());
    EXPECT_EQ(config.rate_limit.interval, Duration(0));
  }
}

TEST(WebConfig, HasFilesRelativeToItself) {
  const Tls tls = GoodTls(", client_ca_file: ca/all.pem, client_auth_type: RequestClientCert");
  EXPECT_EQ(tls.certificate.file, "/etc/weir/c.pem");
  EXPECT_EQ(tls.key.file, "/k.pem");
  EXPECT_EQ(tls.client_ca.file, "/etc/weir/ca/all.pem");
  EXPECT_EQ(tls.certificate.place.column, 32);
}

TEST(WebConfig, HasTextsInsteadOfFiles) {
  const auto tls = AcceptedWeb("tls_server_config:\n  cert: |\n    a\n    b\n  key: k\n").tls;
  ASSERT_TRUE(tls.has_value());
  EXPECT_EQ(tls->certificate.text, "a\nb\n");
  EXPECT_EQ(tls->key.text, "k");
  EXPECT_EQ(tls->key.file, "");
}

TEST(WebConfig, HasTls12To13ByDefault) {
  const Tls tls = GoodTls("");
  EXPECT_EQ(tls.min_version, TlsVersion::k12);
  EXPECT_EQ(tls.max_version, TlsVersion::k13);
  EXPECT_FALSE(tls.cipher_suites.has_value());
  EXPECT_THAT(tls.curves, IsEmpty());
  EXPECT_TRUE(tls.prefer_server_cipher_suites);
  EXPECT_EQ(tls.client_certificate, ClientCertificate::kNone);
}

TEST(WebConfig, TakesGosNamesForOpenSsls) {
  const Tls tls = GoodTls(
      ", cipher_suites: [TLS_AES_128_GCM_SHA256, TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256]"
      ", curve_preferences: [X25519, CurveP521], min_version: TLS10, max_version: TLS12"
      ", prefer_server_cipher_suites: off");
  EXPECT_THAT(tls.cipher_suites.value(), ElementsAre("ECDHE-RSA-CHACHA20-POLY1305"));
  EXPECT_THAT(tls.curves, ElementsAre("X25519", "P-521"));
  EXPECT_EQ(tls.min_version, TlsVersion::k10);
  EXPECT_EQ(tls.max_version, TlsVersion::k12);
  EXPECT_FALSE(tls.prefer_server_cipher_suites);
}

TEST(WebConfig, KnowsFiveKindsOfClientCertificates) {
  const auto kind = [](const std::string& name) {
    return GoodTls(", client_auth_type: " + name).client_certificate;
  };
  EXPECT_EQ(kind("NoClientCert"), ClientCertificate::kNone);
  EXPECT_EQ(kind("RequestClientCert"), ClientCertificate::kRequested);
  EXPECT_EQ(kind("RequireAnyClientCert"), ClientCertificate::kRequired);
  EXPECT_EQ(kind("RequireClientCert"), ClientCertificate::kRequired);
  EXPECT_EQ(kind("VerifyClientCertIfGiven"), ClientCertificate::kVerifiedIfGiven);
  EXPECT_EQ(kind("RequireAndVerifyClientCert"), ClientCertificate::kRequiredAndValid);
}

TEST(WebConfig, RefusesWhatDoesNotFitTogether) {
  EXPECT_EQ(WebRefusal("tls_server_config: {key_file: k}\n"),
            "/etc/weir/web.yml:1:1: tls_server_config: needs cert_file, or cert with the text "
            "itself");
  EXPECT_THAT(WebRefusal("tls_server_config: {cert_file: c}\n"), HasSubstr("needs key_file"));
  EXPECT_THAT(WebRefusal("tls_server_config: {client_auth_type: NoClientCert}\n"),
              HasSubstr("needs cert_file"));
  EXPECT_THAT(TlsMessage(", client_ca_file: x"), HasSubstr("without client_auth_type"));
  EXPECT_THAT(TlsMessage(", client_allowed_sans: [a], client_auth_type: RequestClientCert"),
              HasSubstr("client_allowed_sans needs"));
}

TEST(WebConfig, ReportsWrongValuesAtTheirPlaces) {
  EXPECT_EQ(WebRefusal("tls_server_config:\n  min_version: TLS9\n"),
            "/etc/weir/web.yml:2:16: tls_server_config: min_version: \"TLS9\" is not a version of "
            "TLS; known here: TLS10, TLS11, TLS12, TLS13");
  EXPECT_THAT(TlsMessage(", cipher_suites: [TLS_RSA_WITH_RC4_128_SHA]"),
              HasSubstr("is not a cipher suite"));
  EXPECT_THAT(TlsMessage(", cipher_suites: TLS_AES_128_GCM_SHA256"), HasSubstr("must be a list"));
  EXPECT_THAT(TlsMessage(", curve_preferences: [P256]"), HasSubstr("is not a curve"));
  EXPECT_THAT(TlsMessage(", client_auth_type: Nope"), HasSubstr("is not a client_auth_type"));
  EXPECT_THAT(TlsMessage(", cert_file: {file: x}"), HasSubstr("duplicate key"));
  EXPECT_THAT(WebRefusal("http_server_config: {http2: \"true\"}\n"), HasSubstr("without quotes"));
}

TEST(WebConfig, RefusesUnknownKeysEverywhere) {
  EXPECT_EQ(WebRefusal("tls_config: {}\n"),
            "/etc/weir/web.yml:1:1: unknown key \"tls_config\"; known here: tls_server_config, "
            "http_server_config, basic_auth_users, rate_limit");
  EXPECT_THAT(TlsMessage(", certfile: c"), HasSubstr("did you mean \"cert_file\"?"));
  EXPECT_THAT(WebRefusal("http_server_config: {http3: true}\n"),
              HasSubstr("unknown key \"http3\""));
  EXPECT_THAT(WebRefusal("rate_limit: {rate: 1}\n"), HasSubstr("unknown key \"rate\""));
}

TEST(WebConfig, TakesNoReferences) {
  EXPECT_THAT(WebRefusal("tls_server_config: {cert_file: {env: HOME}, key_file: k}\n"),
              HasSubstr("must be a single value, but is a map"));
}

TEST(WebConfig, HasTheToolkitsHeaders) {
  const WebConfig config = AcceptedWeb(
      "http_server_config:\n  http2: yes\n  headers:\n    X-Frame-Options: deny\n"
      "    X-XSS-Protection: 1\n    Content-Security-Policy: \"a\\n b\"\n");
  EXPECT_THAT(config.headers,
              ElementsAre(Pair("Content-Security-Policy", "a  b"), Pair("X-Frame-Options", "deny"),
                          Pair("X-XSS-Protection", "1")));
}

TEST(WebConfig, RefusesOtherHeadersAndValues) {
  const auto message = [](const std::string& header) {
    return WebRefusal("http_server_config: {headers: {" + header + "}}\n");
  };
  EXPECT_THAT(message("Server: x"), HasSubstr("\"Server\" cannot be configured"));
  EXPECT_THAT(message("x-frame-options: deny"), HasSubstr("did you mean \"X-Frame-Options\"?"));
  EXPECT_THAT(message("X-Frame-Options: DENY"), HasSubstr("must be deny or sameorigin"));
  EXPECT_THAT(message("X-Content-Type-Options: x"), HasSubstr("must be nosniff"));
}

TEST(WebConfig, HasUsersWithBcryptHashes) {
  EXPECT_THAT(AcceptedWeb(std::string("basic_auth_users: {ann: ") + kHash + "}\n").users,
              ElementsAre(Pair("ann", kHash)));
}

TEST(WebConfig, SaysNothingOfAPasswordThatIsNoHash) {
  const std::string message = WebRefusal("basic_auth_users:\n  ann: hunter2\n");
  EXPECT_THAT(message, HasSubstr("web.yml:2:8: basic_auth_users: \"ann\" needs a bcrypt hash"));
  EXPECT_THAT(message, testing::Not(HasSubstr("hunter2")));
  EXPECT_THAT(WebRefusal("basic_auth_users: {ann: $2y$32$" + std::string(53, 'a') + "}\n"),
              HasSubstr("from 04 to 31"));
}

TEST(WebConfig, HasARateInGosDurations) {
  const RateLimit limit = AcceptedWeb("rate_limit: {interval: 1m1.5s, burst: 20}\n").rate_limit;
  EXPECT_EQ(limit.interval, std::chrono::milliseconds(61'500));
  EXPECT_EQ(limit.burst, 20);
  EXPECT_EQ(AcceptedWeb("rate_limit: {interval: 1000}\n").rate_limit.interval, Duration(1000));
  EXPECT_EQ(AcceptedWeb("rate_limit: {interval: -2us}\n").rate_limit.interval, Duration(-2000));
  for (const char* text : {"1", "s", "1d", "1s2", "one", "''", "--1s", "1e3s", "9999999h"}) {
    const std::string message = WebRefusal(std::string("rate_limit: {interval: ") + text + "}\n");
    EXPECT_EQ(message.empty(), std::string(text) == "1") << text << message;
  }
}

TEST(WebConfig, IsAFileThatCanBeRead) {
  const auto loaded = LoadWebConfig("/nonexistent/web.yml");
  ASSERT_EQ(loaded.findings.size(), 1U);
  EXPECT_EQ(ToString(loaded.findings[0]),
            "/nonexistent/web.yml: cannot be read: No such file or directory");
  EXPECT_THAT(WebRefusal("[]\n"), HasSubstr("must be a map"));
}

}  // namespace
}  // namespace weir::config

#include "web/security/key_pair.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "certificates.h"
#include "web/security/client_names.h"

namespace weir::web {
namespace {

using std::chrono::hours;
using testing::ElementsAre;

std::string ErrorOf(const std::string& certificates, const std::string& key) {
  const auto pair = ParseKeyPair(certificates, key);
  return pair ? "none" : pair.error().message;
}

TEST(KeyPair, IsACertificateAndItsKey) {
  const Made made = Make();
  EXPECT_EQ(ErrorOf(made.CertificatePem(), made.KeyPem()), "none");
  EXPECT_EQ(ErrorOf(made.CertificatePem(), Make().KeyPem()),
            "the key does not belong to the certificate");
}

TEST(KeyPair, HasTheCertificatesBehindTheFirst) {
  const Made authority = Make({.name = "ca", .authority = true});
  const Made made = Make({.issuer = &authority});
  const std::string both =
      "Words.\n" + made.CertificatePem() + "More.\n" + authority.CertificatePem();
  const auto pair = ParseKeyPair(both, made.CertificatePem() + made.KeyPem());
  ASSERT_TRUE(pair) << pair.error().message;
  EXPECT_EQ(pair->chain.size(), 2U);
  EXPECT_EQ(ErrorOf(authority.CertificatePem() + made.CertificatePem(), made.KeyPem()),
            "the key does not belong to the certificate")
      << "the server's comes first";
}

TEST(KeyPair, IsNotWhatHasNone) {
  const Made made = Make();
  EXPECT_EQ(ErrorOf("", made.KeyPem()), "there is no certificate in PEM");
  EXPECT_EQ(ErrorOf(made.KeyPem(), made.KeyPem()), "there is no certificate in PEM");
  const std::string no_key = "there is no private key in PEM without a passphrase";
  EXPECT_EQ(ErrorOf(made.CertificatePem(), ""), no_key);
  EXPECT_EQ(ErrorOf(made.CertificatePem(), made.CertificatePem()), no_key);
  EXPECT_EQ(ErrorOf(made.CertificatePem(), made.KeyPem("secret")), no_key) << "nobody is asked";
}

TEST(KeyPair, SaysWhichCertificateIsBroken) {
  const Made made = Make();
  std::string broken = made.CertificatePem();
  broken[60] = '!';
  EXPECT_EQ(ErrorOf(made.CertificatePem() + broken, made.KeyPem()), "certificate 2 is broken");
}

TEST(KeyPair, IsValidAsLongAsAllOfItsCertificates) {
  const Made authority = Make({.begins = hours(-1), .ends = hours(1), .authority = true});
  const Made made = Make({.begins = hours(-2), .ends = hours(2), .issuer = &authority});
  const auto pair = ParseKeyPair(made.CertificatePem() + authority.CertificatePem(), made.KeyPem());
  const auto now = std::chrono::system_clock::now();
  EXPECT_LT(NotAfter(pair->chain), now + hours(1) + std::chrono::minutes(1));
  EXPECT_GT(NotAfter(pair->chain), now + hours(1) - std::chrono::minutes(1));
  EXPECT_GT(NotBefore(pair->chain), now - hours(1) - std::chrono::minutes(1));
}

TEST(ClientNames, AreThoseOfFourKinds) {
  const Made made = Make({.names = "DNS:a.example,email:b@example,IP:127.0.0.1,IP:0:0:0:0::1,"
                                   "URI:spiffe://example/c,RID:1.2.3.4"});
  EXPECT_THAT(NamesOf(made.certificate.get()),
              ElementsAre("a.example", "b@example", "127.0.0.1", "::1", "spiffe://example/c"));
  EXPECT_THAT(NamesOf(Make({.name = "a.example"}).certificate.get()), testing::IsEmpty())
      << "the subject's common name is none";
}

}  // namespace
}  // namespace weir::web

#include "web/security/password.h"

#include <gtest/gtest.h>

#include "certificates.h"

namespace weir::web {
namespace {

constexpr const char* kFake = "$2y$10$QOauhQNbBCuQDKes6eFzPeMqBSjb7Mr5DUmpZ/VcEd00UAV/LDeSi";

TEST(Password, FitsTheHashThatWasMadeOfIt) {
  EXPECT_TRUE(Fits("fakepassword", kFake));
  EXPECT_FALSE(Fits("fakepasswort", kFake));
  EXPECT_FALSE(Fits("", kFake));
}

TEST(Password, FitsWhateverTheHashsVersion) {
  std::string hash = QuickHash("caf\xC3\xA9");
  for (const char version : {'a', 'b', 'x', 'y'}) {
    hash[2] = version;
    EXPECT_TRUE(Fits("caf\xC3\xA9", hash)) << version;
    EXPECT_FALSE(Fits("cafe", hash)) << version;
  }
}

// crypt(3) would see what stands before it.
TEST(Password, WithANulByteFitsNone) {
  EXPECT_FALSE(Fits(std::string("secret\0more", 11), QuickHash("secret")));
  EXPECT_FALSE(Fits(std::string("\0", 1), QuickHash("")));
}

TEST(Password, FitsNoBrokenHash) {
  std::string hash = QuickHash("secret");
  EXPECT_FALSE(Fits("secret", hash.substr(0, 59)));
  EXPECT_FALSE(Fits("secret", ""));
  hash[10] = '!';  // of the salt
  EXPECT_FALSE(Fits("secret", hash));
}

}  // namespace
}  // namespace weir::web

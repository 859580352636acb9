#include "web/security/security.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "certificates.h"

namespace weir::web {
namespace {

using std::chrono::hours;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr const char* kTls = "tls_server_config: {cert_file: cert.pem, key_file: key.pem}\n";

// A web configuration and its files in a folder.  Files are replaced, as careful programs do it.
class Files {
 public:
  Files() {
    std::string pattern = testing::TempDir() + "weir.XXXXXX";
    folder_ = mkdtemp(pattern.data());
  }
  ~Files() { std::filesystem::remove_all(folder_); }

  void Put(const std::string& name, const std::string& text) const {
    const std::string path = folder_ + "/" + name;
    std::ofstream(path + ".new") << text;
    chmod((path + ".new").c_str(), 0600);
    std::filesystem::rename(path + ".new", path);
  }
  void PutPair(const Made& made) const {
    Put("cert.pem", made.CertificatePem());
    Put("key.pem", made.KeyPem());
  }
  std::string path() const { return folder_ + "/web.yml"; }
  std::string folder() const { return folder_; }

  std::shared_ptr<Security> Open() const {
    auto opened = Security::Open(path());
    EXPECT_TRUE(opened) << (opened ? "" : config::ToString(opened.error().front()));
    return opened.value_or(nullptr);
  }
  std::string ErrorOf(const std::string& text) const {
    Put("web.yml", text);
    const auto opened = Security::Open(path());
    return opened ? "none" : config::ToString(opened.error().front());
  }

 private:
  std::string folder_;
};

std::string Users(const std::string& name) {
  return "basic_auth_users: {" + name + ": " + QuickHash("x") + "}\n";
}

TEST(Security, SaysWhereItCannotBeUsed) {
  const Files files;
  const std::string place = files.path() + ":1:32: tls_server_config: ";
  EXPECT_EQ(files.ErrorOf(kTls), place + "cert_file: cannot read " + files.folder() +
                                     "/cert.pem: No such file or directory");
  files.PutPair(Make());
  files.Put("key.pem", Make().KeyPem());
  EXPECT_EQ(files.ErrorOf(kTls), place + "the key does not belong to the certificate");
  EXPECT_THAT(files.ErrorOf("tls: {}\n"), HasSubstr("web.yml:1:1: unknown key"));
}

TEST(Security, KnowsWhenTheCertificateEnds) {
  const Files files;
  files.PutPair(Make({.ends = hours(5)}));
  files.Put("web.yml", kTls);
  const auto status = files.Open()->status();
  ASSERT_TRUE(status.not_after.has_value());
  EXPECT_GT(*status.not_after, std::chrono::system_clock::now() + hours(4));
  EXPECT_LT(*status.not_after, std::chrono::system_clock::now() + hours(6));
}

TEST(Security, TakesAnotherCertificateOver) {
  const Files files;
  files.PutPair(Make({.ends = hours(1)}));
  files.Put("web.yml", kTls);
  const auto security = files.Open();
  const auto first = security->Current();
  EXPECT_EQ(security->Current(), first);
  files.PutPair(Make({.ends = hours(100)}));
  EXPECT_NE(security->Current()->tls, first->tls);
  EXPECT_GT(*security->status().not_after, std::chrono::system_clock::now() + hours(99));
  EXPECT_EQ(security->status().failed_reads, 0U);
}

TEST(Security, KeepsTheLastGoodOneUntilThereIsAnother) {
  const Files files;
  files.PutPair(Make());
  files.Put("web.yml", kTls);
  const auto security = files.Open();
  const auto first = security->Current();
  const Made next = Make();
  files.Put("cert.pem", next.CertificatePem());
  EXPECT_EQ(security->Current(), first) << "its key is still the old one";
  EXPECT_EQ(security->Current(), first);
  EXPECT_FALSE(security->status().last_read_good);
  EXPECT_EQ(security->status().failed_reads, 1U) << "once for one change";
  files.Put("key.pem", next.KeyPem());
  EXPECT_NE(security->Current(), first);
  EXPECT_TRUE(security->status().last_read_good);
  std::filesystem::remove(files.folder() + "/key.pem");
  EXPECT_NE(security->Current(), nullptr);
  EXPECT_EQ(security->status().failed_reads, 2U);
}

TEST(Security, SeesAChangeBehindALink) {
  const Files files;
  namespace fs = std::filesystem;
  for (const char* folder : {"/one", "/two"}) fs::create_directory(files.folder() + folder);
  fs::create_directory_symlink("one", files.folder() + "/..data");
  files.Put("one/web.yml", Users("ann"));
  files.Put("two/web.yml", Users("bob"));
  fs::create_symlink("..data/web.yml", files.path());
  const auto security = files.Open();
  EXPECT_EQ(security->Current()->config.users.begin()->first, "ann");
  fs::create_directory_symlink("two", files.folder() + "/..new");
  fs::rename(files.folder() + "/..new", files.folder() + "/..data");
  EXPECT_EQ(security->Current()->config.users.begin()->first, "bob");
}

TEST(Security, IsNotTakenAwayByAFileThatIsBeingWritten) {
  const Files files;
  files.PutPair(Make());
  files.Put("web.yml", kTls + Users("ann"));
  const auto security = files.Open();
  for (const std::string& text :
       std::vector<std::string>{"", "# nothing yet\n", kTls, Users("ann")}) {
    files.Put("web.yml", text);
    EXPECT_NE(security->Current()->tls, nullptr) << text;
    EXPECT_EQ(security->Current()->config.users.size(), 1U) << text;
    EXPECT_FALSE(security->status().last_read_good) << text;
  }
}

TEST(Security, TakesMoreUsersOver) {
  const Files files;
  files.Put("web.yml", "");
  const auto security = files.Open();
  files.Put("web.yml", Users("ann"));
  EXPECT_EQ(security->Current()->config.users.size(), 1U);
}

TEST(Security, TakesNoTlsOverThatWasNotThere) {
  const Files files;
  files.PutPair(Make());
  files.Put("web.yml", "");
  const auto security = files.Open();
  files.Put("web.yml", kTls);
  EXPECT_EQ(security->Current()->tls, nullptr);
  EXPECT_FALSE(security->status().last_read_good);
}

TEST(Policy, WarnsOfWhatWorksAndShouldNot) {
  const Files files;
  const auto warnings = [&](const std::string& text) {
    WatchedFiles watched;
    files.Put("web.yml", text);
    const auto loaded = Policy::Load(files.path(), watched);
    return loaded ? (*loaded)->warnings : std::vector<std::string>{"does not load"};
  };
  files.PutPair(Make());
  EXPECT_THAT(warnings(kTls), IsEmpty());
  files.PutPair(Make({.begins = hours(-48), .ends = hours(-1)}));
  EXPECT_THAT(warnings(kTls), ElementsAre(HasSubstr("the certificate has expired on 20")));
  files.PutPair(Make({.begins = hours(1), .ends = hours(2)}));
  EXPECT_THAT(warnings(kTls), ElementsAre(HasSubstr("is not valid before 20")));
  files.PutPair(Make());
  chmod((files.folder() + "/key.pem").c_str(), 0644);
  EXPECT_THAT(warnings(kTls), ElementsAre(HasSubstr("others can read the key: chmod o-r ")));
  chmod((files.folder() + "/key.pem").c_str(), 0640);
  files.Put("none.pem", "");
  EXPECT_THAT(
      warnings("tls_server_config: {cert_file: cert.pem, key_file: key.pem, min_version: "
               "TLS13, max_version: TLS12, client_auth_type: RequireAndVerifyClientCert, "
               "client_ca_file: none.pem}\n"),
      ElementsAre(HasSubstr("min_version is above"), HasSubstr("no certificate in client_ca")));
  EXPECT_THAT(warnings("basic_auth_users: {a: $2y$14$" + std::string(53, 'a') + "}\n"),
              ElementsAre(HasSubstr("hashed with cost 14")));
}

}  // namespace
}  // namespace weir::web

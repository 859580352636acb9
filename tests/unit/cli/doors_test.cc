#include "cli/doors.h"

#include <gtest/gtest.h>

namespace weir::cli {
namespace {

config::Web At(std::vector<std::string> addresses) {
  config::Web web;
  web.listen = std::move(addresses);
  return web;
}

TEST(Doors, OpensAllThatIsWrittenAtFirst) {
  Doors doors;
  const auto move = doors.Open(At({"127.0.0.1:0", "127.0.0.1:0"}));
  ASSERT_TRUE(move);
  EXPECT_EQ(move->opened.size(), 2u);
  EXPECT_TRUE(move->closed.empty());
}

TEST(Doors, LeaveAloneWhatIsWrittenAsBefore) {
  Doors doors;
  const config::Web web = At({"127.0.0.1:0", "127.0.0.1:0", "127.0.0.2:0"});
  doors.Take(web, *doors.Open(web));
  const config::Web reordered = At({"127.0.0.2:0", "127.0.0.1:0", "127.0.0.1:0"});
  const auto move = doors.Open(reordered);
  ASSERT_TRUE(move);
  EXPECT_TRUE(move->opened.empty());
  EXPECT_TRUE(move->closed.empty());
}

TEST(Doors, CloseWhatIsNoLongerWrittenByWhereItIsBound) {
  Doors doors;
  const config::Web web = At({"127.0.0.1:0"});
  const auto first = doors.Open(web);
  doors.Take(web, *first);
  const std::string bound = first->opened.at(0).address();
  const config::Web other = At({"127.0.0.2:0"});
  const auto second = doors.Open(other);
  ASSERT_TRUE(second);
  EXPECT_EQ(second->closed, std::set<std::string>{bound});
  ASSERT_EQ(second->opened.size(), 1u);
  doors.Take(other, *second);
  const auto back = doors.Open(web);
  EXPECT_EQ(back->closed, std::set<std::string>{second->opened.at(0).address()});
}

TEST(Doors, AreAsBeforeIfOneCannotBeOpened) {
  const auto taken = web::Listener::Open("127.0.0.1:0");
  Doors doors;
  const config::Web web = At({"127.0.0.1:0"});
  doors.Take(web, *doors.Open(web));
  EXPECT_FALSE(doors.Open(At({"127.0.0.1:0", taken->address()})));
  const auto again = doors.Open(web);
  ASSERT_TRUE(again);
  EXPECT_TRUE(again->opened.empty() && again->closed.empty());
}

TEST(Doors, AreNotExchangedForSystemdsNorBack) {
  Doors doors;
  const config::Web own = At({"127.0.0.1:0"});
  doors.Take(own, *doors.Open(own));
  config::Web systemds = own;
  systemds.systemd_socket = true;
  const auto refused = doors.Open(systemds);
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message.find("takes a restart"), std::string::npos);
  Doors other;
  other.Take(systemds, {});
  EXPECT_FALSE(other.Open(own));
  EXPECT_TRUE(other.Open(systemds));
}

}  // namespace
}  // namespace weir::cli

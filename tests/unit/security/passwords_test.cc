#include "web/security/passwords.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <map>
#include <memory>

#include "certificates.h"
#include "loop/epoll_loop.h"

namespace weir::web {
namespace {

// Passwords on a loop, as a test asks for them.
class Asked {
 public:
  explicit Asked(Passwords::Users users) : users_(std::move(users)) {
    OnLoop([this] { passwords_ = std::make_unique<Passwords>(loop_); });
  }
  ~Asked() {
    OnLoop([this] { passwords_.reset(); });
  }

  void SetHash(const std::string& name, const std::string& hash) {
    OnLoop([this, name, hash] { users_[name] = hash; });
  }

  Verdict Check(const std::string& name, const std::string& password) {
    std::promise<Verdict> verdict;
    OnLoop([&] {
      passwords_->Check(users_, name, password, [&](Verdict is) { verdict.set_value(is); });
    });
    return verdict.get_future().get();
  }

  // Whether the answer comes before Check returns.
  bool IsKnown(const std::string& name, const std::string& password) {
    const auto answered = std::make_shared<bool>(false);
    bool known = false;
    OnLoop([&] {
      passwords_->Check(users_, name, password, [answered](Verdict) { *answered = true; });
      known = *answered;
    });
    return known;
  }

  // How many of so many at once are told that there are too many.
  int TooBusy(int count, const std::string& name) {
    int busy = 0;
    OnLoop([&] {
      for (int i = 0; i < count; ++i) {
        const auto here = std::make_shared<bool>(true);
        passwords_->Check(users_, name, std::to_string(i), [&busy, here](Verdict is) {
          if (*here && is == Verdict::kTooBusy) ++busy;
        });
        *here = false;
      }
    });
    return busy;
  }

 private:
  void OnLoop(const Task& task) {
    std::promise<void> done;
    loop_.Post([&] {
      task();
      done.set_value();
    });
    done.get_future().wait();
  }

  Passwords::Users users_;
  std::unique_ptr<Passwords> passwords_;
  EpollLoop loop_;
};

TEST(Passwords, LetInWhoHasTheRightOne) {
  Asked asked(Passwords::Users{{"ann", QuickHash("a")}, {"bob", QuickHash("b")}});
  EXPECT_EQ(asked.Check("ann", "a"), Verdict::kYes);
  EXPECT_EQ(asked.Check("bob", "b"), Verdict::kYes);
  EXPECT_EQ(asked.Check("ann", "b"), Verdict::kNo);
  EXPECT_EQ(asked.Check("Ann", "a"), Verdict::kNo);
}

TEST(Passwords, RememberWhoCameIn) {
  Asked asked(Passwords::Users{{"ann", QuickHash("a")}});
  EXPECT_FALSE(asked.IsKnown("ann", "a"));
  EXPECT_EQ(asked.Check("ann", "a"), Verdict::kYes);
  EXPECT_TRUE(asked.IsKnown("ann", "a"));
  EXPECT_FALSE(asked.IsKnown("ann", "b"));
  EXPECT_EQ(asked.Check("ann", "b"), Verdict::kNo);
  EXPECT_TRUE(asked.IsKnown("ann", "a")) << "a wrong one does not forget it";
}

TEST(Passwords, ForgetWhoseHashHasChanged) {
  Asked asked(Passwords::Users{{"ann", QuickHash("a")}});
  EXPECT_EQ(asked.Check("ann", "a"), Verdict::kYes);
  asked.SetHash("ann", QuickHash("b"));
  EXPECT_EQ(asked.Check("ann", "a"), Verdict::kNo);
  EXPECT_EQ(asked.Check("ann", "b"), Verdict::kYes);
}

// There is one user, so it is his hash that an unknown name is compared with.
TEST(Passwords, CompareUnknownNamesInVain) {
  Asked asked(Passwords::Users{{"ann", QuickHash("a")}});
  EXPECT_FALSE(asked.IsKnown("eve", "a"));
  EXPECT_EQ(asked.Check("eve", "a"), Verdict::kNo);
  EXPECT_FALSE(asked.IsKnown("eve", "a"));
}

TEST(Passwords, BoundHowManyWait) {
  Asked asked(
      Passwords::Users{{"ann", "$2y$12$QOauhQNbBCuQDKes6eFzPeMqBSjb7Mr5DUmpZ/VcEd00UAV/LDeSi"}});
  const int busy = asked.TooBusy(200, "ann");
  EXPECT_GE(busy, 200 - static_cast<int>(Hasher::kMostWaiting) - 1);
  EXPECT_LT(busy, 200);
}

TEST(Hasher, AtItsEndForgetsWhatWaits) {
  EpollLoop loop;
  const auto kept = std::make_shared<int>();
  {
    Hasher hasher(loop);
    for (int i = 0; i < 3; ++i) {
      EXPECT_TRUE(hasher.Compare("x", QuickHash("y", "$2b$08$"), [kept](bool) {}));
    }
  }
  EXPECT_LE(kept.use_count(), 2) << "what waited is gone; one may be on its way to the loop";
}

}  // namespace
}  // namespace weir::web

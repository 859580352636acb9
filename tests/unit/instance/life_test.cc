#include <gtest/gtest.h>

#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <string>

#include "lived.h"

namespace weir::plugin {
namespace {

class InstanceLife : public Lived {
 protected:
  // How a collect ends that gives that status after that message.
  Outcome CollectEnding(weir_status status, const std::string& message = "") {
    script_.collect = [status, message](const weir_host*, const weir_sink*, weir_error* err) {
      return weir_fail(err, status, message.c_str());
    };
    EXPECT_TRUE(Make().Create().ok());
    const Outcome outcome = instance_->Collect(0, cancelled_);
    End();
    return outcome;
  }
};

TEST_F(InstanceLife, CallsThePluginInOrder) {
  auto& instance = Make();
  EXPECT_TRUE(instance.Create().ok());
  EXPECT_TRUE(instance.Describe().ok());
  EXPECT_TRUE(instance.Collect(1, cancelled_).ok());
  EXPECT_TRUE(instance.Collect(2, cancelled_).ok());
  instance.Destroy();
  EXPECT_EQ(script_.created, 1);
  EXPECT_EQ(script_.described, 1);
  EXPECT_EQ(script_.collected, 2);
  EXPECT_EQ(script_.destroyed, 1);
}

TEST_F(InstanceLife, GivesTheConfigurationAsItIs) {
  std::string seen;
  script_.create = [&](const weir_host*, weir_str config, weir_error*) {
    seen.assign(config.ptr, config.len);
    return WEIR_OK;
  };
  Make(R"({"a":[1,2]})").Create();
  End();
  EXPECT_EQ(seen, R"({"a":[1,2]})");
}

TEST_F(InstanceLife, RefusesAConfigurationThatIsNotJson) {
  const Outcome outcome = Make("{").Create();
  EXPECT_EQ(outcome.status, WEIR_E_INVALID);
  EXPECT_EQ(script_.created, 0);
}

TEST_F(InstanceLife, DoesNotDestroyWhatCouldNotBeCreated) {
  script_.create = [](const weir_host*, weir_str, weir_error* err) {
    return weir_fail(err, WEIR_E_INVALID, "no port");
  };
  const Outcome outcome = Make().Create();
  EXPECT_EQ(outcome.status, WEIR_E_INVALID);
  EXPECT_EQ(outcome.message, "no port");
  EXPECT_EQ(script_.destroyed, 0);
}

TEST_F(InstanceLife, GivesAnErrorWithClearedContents) {
  script_.describe = [](const weir_host*, weir_error* err) {
    EXPECT_EQ(err->size, sizeof(weir_error));
    EXPECT_EQ(err->os_error, 0);
    EXPECT_EQ(std::string_view(err->message), "");
    EXPECT_EQ(std::string_view(err->config_pointer), "");
    return weir_fail(err, WEIR_E_UNAVAILABLE, "leftover");
  };
  Make().Create();
  instance_->Describe();
  instance_->Describe();
  End();
}

TEST_F(InstanceLife, TakesTheErrorsParts) {
  script_.create = [](const weir_host*, weir_str, weir_error* err) {
    err->os_error = EACCES;
    strcpy(err->config_pointer, "/disks/0");
    return weir_fail(err, WEIR_E_PERMISSION, "cannot open /dev/sda");
  };
  const Outcome outcome = Make().Create();
  EXPECT_EQ(outcome.status, WEIR_E_PERMISSION);
  EXPECT_EQ(outcome.os_error, EACCES);
  EXPECT_EQ(outcome.config_pointer, "/disks/0");
  EXPECT_EQ(outcome.message, "cannot open /dev/sda");
}

TEST_F(InstanceLife, EveryKnownStatusIsKept) {
  for (weir_status status = WEIR_E_LIMIT; status <= WEIR_NO_DATA; ++status)
    EXPECT_EQ(CollectEnding(status).status, status);
}

TEST_F(InstanceLife, UnknownStatusesAreOkOrInternal) {
  for (const weir_status status : {3, 100, INT32_MAX})
    EXPECT_EQ(CollectEnding(status).status, WEIR_OK);
  for (const weir_status status : {-8, -100, INT32_MIN})
    EXPECT_EQ(CollectEnding(status).status, WEIR_E_INTERNAL);
}

TEST_F(InstanceLife, PartialAndNoDataMeanOkOutsideOfCollect) {
  for (const weir_status status : {WEIR_PARTIAL, WEIR_NO_DATA}) {
    script_.create = [status](auto&&...) { return status; };
    script_.describe = [status](auto&&...) { return status; };
    EXPECT_EQ(Make().Create().status, WEIR_OK);
    EXPECT_EQ(instance_->Describe().status, WEIR_OK);
    End();
  }
}

TEST_F(InstanceLife, AFailureWithoutWordsIsExplained) {
  for (weir_status status = WEIR_E_LIMIT; status < 0; ++status)
    EXPECT_NE(CollectEnding(status).message, "") << status;
  EXPECT_NE(CollectEnding(WEIR_PARTIAL).message, "");
  EXPECT_EQ(CollectEnding(WEIR_OK).message, "");
  EXPECT_EQ(CollectEnding(WEIR_NO_DATA).message, "");
}

// ---- Texts ----------------------------------------------------------------------------------

TEST_F(InstanceLife, AMessageIsOneLine) {
  EXPECT_EQ(CollectEnding(WEIR_E_UNAVAILABLE, "one\ntwo\r\n\tthree").message, "one two   three");
}

TEST_F(InstanceLife, AMessageInAnotherEncodingIsStillRead) {
  EXPECT_EQ(CollectEnding(WEIR_E_UNAVAILABLE, "cannot open /mnt/M\xFCller: denied").message,
            "cannot open /mnt/M?ller: denied");
}

TEST_F(InstanceLife, AMessageThatWasCutEndsWithAWholeCharacter) {
  std::string message;
  while (message.size() < 2000) message += "€";
  for (const char* start : {"", "a", "ab"}) {
    const std::string kept = CollectEnding(WEIR_E_UNAVAILABLE, start + message).message;
    EXPECT_GT(kept.size(), 750u);
    EXPECT_EQ(kept.find('?'), std::string::npos);
    EXPECT_EQ(kept.compare(0, kept.size(), start + message, 0, kept.size()), 0);
  }
}

TEST_F(InstanceLife, TextsWithoutAnEndAreReadToTheirEnd) {
  script_.collect = [](const weir_host*, const weir_sink*, weir_error* err) {
    memset(err->message, 'm', sizeof err->message);
    memset(err->config_pointer, '/', sizeof err->config_pointer);
    return WEIR_E_UNAVAILABLE;
  };
  Make().Create();
  const Outcome outcome = instance_->Collect(0, cancelled_);
  End();
  EXPECT_EQ(outcome.message, std::string(sizeof(weir_error::message), 'm'));
  EXPECT_EQ(outcome.config_pointer, std::string(sizeof(weir_error::config_pointer), '/'));
}

// ---- Exceptions across the boundary ---------------------------------------------------------

TEST_F(InstanceLife, ExceptionsStopAtTheBoundary) {
  script_.create = [](auto&&...) -> weir_status { throw std::runtime_error("in create"); };
  EXPECT_EQ(Make().Create().status, WEIR_E_INTERNAL);
  script_.create = [](auto&&...) { return WEIR_OK; };
  script_.describe = [](auto&&...) -> weir_status { throw std::runtime_error("in describe"); };
  script_.collect = [](auto&&...) -> weir_status { throw 7; };
  script_.destroy = [] { throw std::runtime_error("in destroy"); };
  EXPECT_TRUE(Make().Create().ok());
  const Outcome described = instance_->Describe();
  EXPECT_EQ(described.status, WEIR_E_INTERNAL);
  EXPECT_NE(described.message.find("in describe"), std::string::npos);
  EXPECT_EQ(instance_->Collect(0, cancelled_).status, WEIR_E_INTERNAL);
  EXPECT_NO_THROW(instance_->Destroy());
}

TEST_F(InstanceLife, NoPhaseIsLeftOpenByAnException) {
  const weir_host* seen = nullptr;
  script_.describe = [&](const weir_host* host, weir_error*) -> weir_status {
    seen = host;
    throw std::runtime_error("x");
  };
  Make().Create();
  instance_->Describe();
  EXPECT_EQ(AddGauge(seen, "late"), 0u);
  EXPECT_TRUE(book_.families.empty());
  End();
}

}  // namespace
}  // namespace weir::plugin

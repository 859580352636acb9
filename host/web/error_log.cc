#include "web/error_log.h"

#include <Poco/ErrorHandler.h>
#include <Poco/Exception.h>

#include <string>

#include "log/log.h"
#include "web/throttle.h"

namespace weir::web {
namespace {

class ErrorLog : public Poco::ErrorHandler {
 public:
  void exception(const Poco::Exception& exception) override { Say(exception.displayText()); }
  void exception(const std::exception& exception) override { Say(exception.what()); }
  void exception() override { Say("unknown exception"); }

 private:
  void Say(const std::string& error) {
    if (!log::Enabled(log::Level::kDebug)) return;
    if (const auto held = throttle_.Pass()) {
      log::Debug("a connection failed", {{"error", error}, {"more", std::to_string(*held)}});
    }
  }

  Throttle throttle_{std::chrono::seconds(1)};
};

}  // namespace

void InstallErrorLog() {
  static ErrorLog* const error_log = [] {
    auto* const made = new ErrorLog;  // used until the process ends
    Poco::ErrorHandler::set(made);
    return made;
  }();
  static_cast<void>(error_log);
}

}  // namespace weir::web

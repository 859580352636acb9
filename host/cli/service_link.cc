#include "cli/service_link.h"

#include <algorithm>
#include <chrono>
#include <utility>

namespace weir::cli {
namespace {

// How often the manager hears of this process, if it does not want to know more often.
constexpr Duration kPeriod = std::chrono::seconds(10);

std::string StatusOf(const collect::Reading& reading) {
  const auto up = std::ranges::count_if(reading, &collect::View::up);
  return std::to_string(up) + " of " + std::to_string(reading.size()) + " collectors up";
}

}  // namespace

ServiceLink::ServiceLink(collect::Fleet& fleet, std::vector<Loop*> loops)
    : fleet_(fleet),
      manager_(
          std::make_shared<systemd::ServiceManager>(systemd::ServiceManager::OfThisProcess())) {
  Watch(std::move(loops));
}

void ServiceLink::Watch(std::vector<Loop*> loops) {
  if (manager_->listens()) heartbeat_.emplace(std::move(loops), Period(), [this] { Beat(); });
}

void ServiceLink::Ready(const collect::Reading& reading) {
  ready_ = true;
  manager_->Ready(StatusOf(reading));
}

void ServiceLink::Reloading() { manager_->Reloading(); }

void ServiceLink::Stop() {
  heartbeat_.reset();
  manager_->Stopping();
}

// Three times in what the manager waits for.
Duration ServiceLink::Period() const {
  return std::min(kPeriod, manager_->watchdog().value_or(kPeriod * 3) / 3);
}

void ServiceLink::Beat() {
  if (!ready_) return manager_->NotYet(3 * Period());
  fleet_.Look(
      [manager = manager_](const collect::Reading& reading) { manager->Alive(StatusOf(reading)); });
}

}  // namespace weir::cli

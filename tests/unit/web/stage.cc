#include "stage.h"

#include <stdexcept>
#include <utility>

namespace weir::web {

TimerId ManualLoop::At(Time when, Task task) {
  timers_.emplace(std::pair(when, ++last_), std::move(task));
  return last_;
}

void ManualLoop::Cancel(TimerId timer) {
  std::erase_if(timers_, [&](const auto& entry) { return entry.first.second == timer; });
}

void ManualLoop::Run() {
  for (;;) {
    const auto first = timers_.begin();
    if (!posted_.empty()) {
      const Task task = std::move(posted_.front());
      posted_.pop_front();
      task();
    } else if (first != timers_.end() && first->first.first <= now_) {
      const Task task = std::move(first->second);
      timers_.erase(first);
      task();
    } else {
      return;
    }
  }
}

void ManualLoop::Advance(Duration by) {
  now_ += by;
  Run();
}

void Puppet::Start(Time, Done done) {
  if (!starts) return;
  collect::Report report;
  report.alive = true;
  done(std::move(report));
}

void Puppet::End(collect::Report report) {
  if (!collecting_) throw std::logic_error("no collection is under way");
  report.alive = true;
  std::exchange(collecting_, nullptr)(std::move(report));
}

void Puppet::Succeed(const std::string& metric, double value, weir_status status,
                     const std::string& message) {
  recorder_.Begin();
  if (!slot_) {
    const auto family =
        recorder_.AddFamily({series::Type::kGauge, metric, "Of a test.", "", {}, {}, {}});
    slot_ = recorder_.AddSeries(family.value(), {}).value();
  }
  recorder_.Push(&*slot_, &value, nullptr, 1);
  collect::Report report;
  report.snapshot = recorder_.Commit();
  report.outcome.status = status;
  report.outcome.message = message;
  End(std::move(report));
}

void Puppet::Fail(const std::string& message) {
  collect::Report report;
  report.outcome = {WEIR_E_UNAVAILABLE, message, 0, ""};
  End(std::move(report));
}

OneOwnMetric::OneOwnMetric() {
  series::Recorder::Options options;
  options.author = series::Author::kHost;
  series::Recorder recorder(options);
  recorder.Begin();
  const auto family =
      recorder.AddFamily({series::Type::kGauge, "weir_test", "Of a test.", "", {}, {}, {}});
  const series::Slot slot = recorder.AddSeries(family.value(), {}).value();
  const double one = 1;
  recorder.Push(&slot, &one, nullptr, 1);
  snapshot_ = recorder.Commit();
}

Stage::Stage(const std::vector<std::string>& collectors, Site::Options options, config::Web web,
             Duration timeout_of_first) {
  configuration.web = std::move(web);
  for (const std::string& name : collectors) {
    config::Collector collector;
    collector.name = name;
    collector.plugin = "plugin-of-" + name;
    configuration.collectors.push_back(collector);
  }
  if (!collectors.empty()) configuration.collectors.front().timeout = timeout_of_first;
  const auto shared = std::make_shared<const config::Configuration>(configuration);
  fleet_ = std::make_unique<collect::Fleet>(shared, loop, [&](const config::Collector& each) {
    auto puppet = std::make_unique<Puppet>();
    puppets_[each.name] = puppet.get();
    return puppet;
  });
  site_ = std::make_unique<Site>(shared, *fleet_, exposition_, std::move(options));
}

void Stage::Adopt() { site_->Adopt(std::make_shared<const config::Configuration>(configuration)); }

void Stage::Begin() {
  fleet_->Begin();
  loop.Run();
  for (const auto& [name, puppet] : puppets_) {
    if (puppet->collecting()) puppet->Succeed(name + "_metric", 1);
  }
  loop.Run();
}

Stage::Answered Stage::Ask(Request request) {
  auto answered = std::make_shared<std::optional<Response>>();
  site_->Handle(request, [answered](Response response) {
    if (answered->has_value()) throw std::logic_error("answered twice");
    *answered = std::move(response);
  });
  loop.Run();
  return answered;
}

Stage::Answered Stage::Ask(const std::string& path) {
  Request request;
  request.method = "GET";
  request.path = path;
  return Ask(std::move(request));
}

Response Stage::Answer(const std::string& path, const std::string& method) {
  Request request;
  request.method = method;
  request.path = path;
  const Answered answered = Ask(std::move(request));
  if (!answered->has_value()) throw std::logic_error(path + " was not answered");
  return *std::move(*answered);
}

std::string Text(Response& response) {
  if (const auto* text = std::get_if<std::string>(&response.content)) return *text;
  expose::Body& body = *std::get<1>(response.content);
  std::string all;
  expose::ForEachPiece(body, [&](std::string_view piece) { all += piece; });
  return all;
}

std::string HeaderOf(const Response& response, std::string_view name) {
  for (const auto& [each, value] : response.headers) {
    if (each == name) return value;
  }
  return "";
}

}  // namespace weir::web

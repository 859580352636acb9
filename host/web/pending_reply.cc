#include "web/pending_reply.h"

#include <condition_variable>
#include <exception>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

#include "log/log.h"

namespace weir::web {
namespace {

class PendingReply {
 public:
  void Put(Response response) {
    {
      const std::lock_guard lock(mutex_);
      if (closed_) return;
      closed_ = true;
      response_ = std::move(response);
    }
    there_.notify_one();
  }

  Response Wait(const std::stop_token& abort) {
    std::unique_lock lock(mutex_);
    there_.wait(lock, abort, [this] { return closed_; });
    closed_ = true;
    return response_ ? *std::move(response_) : TryLater("Weir is shutting down.");
  }

 private:
  std::mutex mutex_;
  std::condition_variable_any there_;
  bool closed_ = false;  // given, or not wanted any more
  std::optional<Response> response_;
};

// The handler's end: that it is gone without a reply is an answer too.
class Promise {
 public:
  explicit Promise(std::shared_ptr<PendingReply> pending) : pending_(std::move(pending)) {}
  Promise(const Promise&) = delete;
  Promise& operator=(const Promise&) = delete;
  ~Promise() { pending_->Put(TryLater("There is no answer.")); }

  void Keep(Response response) { pending_->Put(std::move(response)); }

 private:
  const std::shared_ptr<PendingReply> pending_;
};

}  // namespace

Response Await(const Handler& handle, const Request& request, const std::stop_token& abort) {
  const auto pending = std::make_shared<PendingReply>();
  try {
    auto promise = std::make_shared<Promise>(pending);
    handle(request, [promise = std::move(promise)](Response response) {
      promise->Keep(std::move(response));
    });
  } catch (const std::exception& exception) {
    log::Failure("a request failed", {{"error", exception.what()}});
    return Sentence(500, "Internal error.");
  }
  return pending->Wait(abort);
}

}  // namespace weir::web

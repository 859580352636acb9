// A server on loopback for tests, and what it was told.
#pragma once

#include <gtest/gtest.h>

#include <condition_variable>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <vector>

#include "web/server.h"

namespace weir::web {

// What Observe was called with.
class Sightings {
 public:
  struct Sighting {
    std::string route;
    int code;
  };

  void Add(std::string_view route, int code) {
    const std::lock_guard lock(mutex_);
    all_.push_back({std::string(route), code});
    added_.notify_all();
  }

  // Once there are so many; fewer after ten seconds.
  std::vector<Sighting> WaitFor(size_t count) {
    std::unique_lock lock(mutex_);
    added_.wait_for(lock, std::chrono::seconds(10), [&] { return all_.size() >= count; });
    return all_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable added_;
  std::vector<Sighting> all_;
};

// Replies that a handler was to give and has not given.
class Held {
 public:
  void Keep(Reply reply) {
    const std::lock_guard lock(mutex_);
    replies_.push_back(std::move(reply));
    kept_.notify_all();
  }

  // Whether so many are held within ten seconds.
  bool WaitFor(size_t count) {
    std::unique_lock lock(mutex_);
    return kept_.wait_for(lock, std::chrono::seconds(10), [&] { return replies_.size() >= count; });
  }

  // Gives each the same sentence.
  void GiveAll(const std::string& text) {
    std::vector<Reply> replies;
    {
      const std::lock_guard lock(mutex_);
      replies.swap(replies_);
    }
    for (const Reply& reply : replies) reply(Sentence(200, text));
  }

  void LetGoAll() {
    const std::lock_guard lock(mutex_);
    replies_.clear();
  }

 private:
  std::mutex mutex_;
  std::condition_variable kept_;
  std::vector<Reply> replies_;
};

class Served {
 public:
  explicit Served(Handler handle, Limits limits = {},
                  const std::vector<std::string>& addresses = {"127.0.0.1:0"}) {
    std::vector<Listener> listeners;
    for (const std::string& address : addresses) {
      Result<Listener> listener = Listener::Open(address);
      if (!listener) throw std::runtime_error(listener.error().message);
      addresses_.push_back(listener->address());
      listeners.push_back(*std::move(listener));
    }
    auto observe = [this](std::string_view route, int code, double) { sightings.Add(route, code); };
    server_ = std::make_unique<Server>(loop_, std::move(listeners), std::move(handle),
                                       Server::Options{limits, observe});
  }

  ~Served() { EXPECT_TRUE(server_->Stop(std::chrono::seconds(10))); }

  const std::string& address(size_t index = 0) const { return addresses_[index]; }
  Server& server() { return *server_; }

  Sightings sightings;

 private:
  std::vector<std::string> addresses_;
  EpollLoop loop_;
  std::unique_ptr<Server> server_;
};

}  // namespace weir::web

// All listeners as the one ServerSocket that Poco's server accepts from: what decides which
// connections it gets to see, and when.  Its thread is the one that Poco polls and accepts with.
#pragma once

#include <Poco/Net/ServerSocketImpl.h>

#include <atomic>
#include <deque>
#include <memory>
#include <vector>

#include "web/listener.h"
#include "web/service.h"
#include "web/throttle.h"

namespace weir::web {

class Front : public Poco::Net::ServerSocketImpl {
 public:
  Front(std::vector<Listener> listeners, std::shared_ptr<Service> service);

  // Any thread: the listeners are closed within moments.
  void StopAccepting();
  // Any thread, at last: poll does not wait any more.
  void Release();

  // For Poco.  poll accepts; acceptConnection gives out what poll has accepted.
  bool poll(const Poco::Timespan& timeout, int mode) override;
  SocketImpl* acceptConnection(Poco::Net::SocketAddress& client) override;
  Poco::Net::SocketAddress address() override { return {}; }

 protected:
  ~Front() override;

 private:
  using Clock = std::chrono::steady_clock;
  enum class Phase { kAccepting, kClosed, kReleased };
  // A connection that was turned away: kept until the client has read why, or time is up.
  struct Refused {
    int fd;
    Clock::time_point until;
  };

  void Wake();
  void SetPhase(Phase phase);
  // Index of a listener with a newcomer; -1 for none.
  int WaitForNewcomer(std::chrono::milliseconds patience);
  bool Accept(const Listener& listener);
  bool Admit(int fd);
  void Refuse(int fd);
  void SweepRefused(bool all);
  void ReportExhaustion(int error);

  const std::shared_ptr<Service> service_;
  std::vector<Listener> listeners_;
  int wake_ = -1;  // eventfd
  std::atomic<Phase> phase_ = Phase::kAccepting;
  size_t next_ = 0;         // the listener that is looked at first
  int admitted_ = -1;       // accepted, not yet given out
  bool exhausted_ = false;  // no descriptors or memory: newcomers wait in the kernel
  std::deque<Refused> refused_;
  Throttle throttle_{std::chrono::seconds(10)};
};

}  // namespace weir::web

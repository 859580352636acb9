// One client: reads a request, has it answered, sends the answer, and so on, without ever waiting.
// On the loop.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "web/answer.h"
#include "web/request_head.h"
#include "web/security/channel.h"
#include "web/service.h"

namespace weir::web {

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  enum class State {
    kReading,    // a request, or its first byte
    kWaiting,    // for the handler's reply
    kSending,    // the answer
    kLingering,  // all is said: what the client still sends is taken for a moment, since a close
                 // with unread bytes is a reset, which can overtake the answer
    kClosed
  };

  // fd: accepted, non-blocking; the connection closes it.  service: outlives the connection.
  Connection(Service& service, int fd, std::string peer);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  void Begin();
  // Answers before anything was asked, if that can be said in the clear, and ends.
  void Refuse(Response response);
  void Close();
  // Before it has to go: whether it is being served after all, or gone already.
  bool TryToBeUseful();
  // The server stops: ends at once unless an answer is under way.
  void Finish();
  // The server stops now: no reply is waited for, and nothing that the client takes its time for.
  void CutOff();

  int fd() const { return fd_; }
  const std::string& peer() const { return peer_; }
  State state() const { return state_; }
  // Since when it is of no use to anybody: has not completed a request, does not take its answer,
  // is idle.
  Time since() const { return since_; }
  bool has_asked() const { return requests_ > 0; }
  bool blocked() const { return state_ == State::kSending && blocked_; }
  size_t sent() const { return sent_; }  // of the answer under way

 private:
  class Promise;

  bool Watch();
  bool SpeaksAsNow() const;
  void ReadFailed(Transfer::Outcome outcome);
  void Await(uint32_t events);
  void Deadline(Duration patience, void (Connection::*missed)());
  void Ready(uint32_t events);
  void Read();
  void Take(std::string_view bytes);
  void Ask(size_t head_bytes);
  void Answered(uint64_t request, Response response);
  void Say(Response response, bool linger);
  void Start(Response response);
  std::string_view FirstBytes(Response response);
  void Go();
  bool KernelIsFull() const;
  void SendMore();
  bool Send(std::string_view bytes);
  void Block(std::string_view rest);
  std::string_view NextBytes();
  void Sent();
  void Linger();
  void Drain();
  void TooSlow();

  Service& service_;
  int fd_;
  const std::string peer_;
  const std::shared_ptr<Security> security_;  // that it came in under
  std::unique_ptr<Channel> channel_;
  State state_ = State::kReading;
  uint32_t events_ = 0;
  TimerId timer_ = 0;
  Time since_;
  uint64_t requests_ = 0;

  std::string in_;  // of the request
  Form form_;
  bool linger_ = false;  // the client may still be sending
  Time asked_at_{};

  std::optional<Answer> answer_;
  std::string rest_;      // taken from the answer, not yet by the client
  bool blocked_ = false;  // until the client takes more
  size_t sent_ = 0;       // of the answer
  Time answer_until_{};
  size_t drained_ = 0;
};

}  // namespace weir::web

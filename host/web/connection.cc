#include "web/connection.h"

#include <linux/sockios.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <exception>
#include <utility>

#include "log/log.h"
#include "web/listener.h"
#include "web/peer.h"

namespace weir::web {
namespace {

constexpr size_t kReadBytes = 16 * 1024;
constexpr auto kLingerTime = std::chrono::milliseconds(500);
constexpr size_t kLingerBytes = 256 * 1024;

bool WouldBlock(int error) { return error == EAGAIN || error == EWOULDBLOCK; }

Response Failure(std::string route) {
  Response response = Sentence(500, "Internal error.");
  response.route = std::move(route);
  return response;
}

}  // namespace

// The handler's end of one request: that it is gone without a reply is an answer too.
class Connection::Promise {
 public:
  Promise(EpollLoop& loop, std::weak_ptr<Connection> client, uint64_t request)
      : loop_(loop), client_(std::move(client)), request_(request) {}
  Promise(const Promise&) = delete;
  Promise& operator=(const Promise&) = delete;
  ~Promise() {
    if (!kept_) Keep(TryLater("There is no answer."));
  }

  // Any thread.
  void Keep(Response response) {
    kept_ = true;
    auto shared = std::make_shared<Response>(std::move(response));
    loop_.Post([client = client_, request = request_, shared = std::move(shared)] {
      if (const auto open = client.lock()) open->Answered(request, std::move(*shared));
    });
  }

 private:
  EpollLoop& loop_;
  const std::weak_ptr<Connection> client_;
  const uint64_t request_;
  bool kept_ = false;
};

Connection::Connection(Service& service, int fd, std::string peer)
    : service_(service),
      fd_(fd),
      peer_(std::move(peer)),
      security_(service.security),
      channel_(std::make_unique<PlainChannel>(fd)),
      since_(service.loop.Now()) {
  if (security_) channel_ = security_->Accept(fd, since_);
}

Connection::~Connection() { Close(); }

// Most have sent their request by now.
void Connection::Begin() {
  if (!Watch()) return Close();
  Deadline(service_.limits.request, &Connection::TooSlow);
  Read();
}

bool Connection::TryToBeUseful() {
  if (state_ == State::kReading) Read();
  return state_ == State::kWaiting || state_ == State::kClosed;
}

void Connection::Refuse(Response response) {
  if (!Watch()) return Close();
  Say(std::move(response), true);
}

void Connection::Close() {
  if (std::exchange(state_, State::kClosed) == State::kClosed) return;
  const auto alive = weak_from_this().lock();  // whatever the service does
  service_.loop.Cancel(timer_);
  service_.loop.Unwatch(fd_);
  if (answer_) {
    const std::chrono::duration<double> took = service_.loop.Now() - asked_at_;
    service_.Tell(answer_->route(), answer_->status(), took.count());
  }
  if (!answer_) channel_->SayGoodbye();  // else the client has to see that it was cut off
  answer_.reset();
  ::close(fd_);
  if (service_.ended) service_.ended(*this);
}

void Connection::Finish() {
  if (state_ == State::kReading) Close();
}

void Connection::CutOff() {
  if (state_ != State::kWaiting) return Close();
  Say(TryLater("Weir is shutting down."), false);
  if (state_ != State::kClosed) Close();
}

bool Connection::Watch() {
  events_ = EPOLLIN;
  return service_.loop.Watch(fd_, events_,
                             [self = shared_from_this()](uint32_t seen) { self->Ready(seen); });
}

void Connection::Await(uint32_t events) {
  if (std::exchange(events_, events) != events) service_.loop.Rewatch(fd_, events);
}

void Connection::Deadline(Duration patience, void (Connection::*missed)()) {
  service_.loop.Cancel(timer_);
  timer_ = service_.loop.At(service_.loop.Now() + patience, [client = weak_from_this(), missed] {
    if (const auto open = client.lock()) ((*open).*missed)();
  });
}

void Connection::Ready(uint32_t events) {
  switch (state_) {
    case State::kReading:
      return Read();
    case State::kLingering:
      return Drain();
    case State::kWaiting:
    case State::kSending:
      if ((events & (EPOLLHUP | EPOLLERR)) != 0) return Close();
      return blocked() ? SendMore() : Await(0);  // what it sends now can wait
    case State::kClosed:
      return;
  }
}

void Connection::Read() {
  std::array<char, kReadBytes> bytes;
  const Transfer read = channel_->Read(bytes.data(), bytes.size());
  switch (read.outcome) {
    case Transfer::Outcome::kDone:
      return Take({bytes.data(), read.bytes});
    case Transfer::Outcome::kReadable:
      return Await(EPOLLIN);
    case Transfer::Outcome::kWritable:
      return Await(EPOLLOUT);
    default:
      return ReadFailed(read.outcome);
  }
}

void Connection::ReadFailed(Transfer::Outcome outcome) {
  if (outcome == Transfer::Outcome::kNotTls) {
    channel_ = std::make_unique<PlainChannel>(fd_);
    return Say(Sentence(400, "Client sent an HTTP request to an HTTPS server."), true);
  }
  if (!channel_->failure().empty()) {
    security_->CountFailedHandshake(channel_->failure());
    return Linger();  // who has already asked would not hear why it is refused
  }
  if (outcome == Transfer::Outcome::kBroken || in_.empty()) return Close();
  Say(Sentence(400, "The request ends in its head."), true);
}

// Whether it came in as newcomers do now: who did not is asked to come again.
bool Connection::SpeaksAsNow() const { return security_ == service_.security; }

void Connection::Take(std::string_view bytes) {
  if (in_.empty()) {
    if (!CanBeginRequest(bytes.front())) {
      return Say(Sentence(400, "The request cannot be read."), true);
    }
  }
  const size_t seen = in_.size();
  in_ += bytes;
  const size_t end = FindEndOfHead(in_, seen);
  if (end > service_.limits.request_bytes ||
      (end == 0 && in_.size() >= service_.limits.request_bytes)) {
    return Say(Sentence(431, "The request's head is too big."), true);
  }
  if (end > 0) return Ask(end);
  if (seen == 0 && has_asked()) Deadline(service_.limits.request, &Connection::TooSlow);
}

void Connection::Ask(size_t head_bytes) {
  service_.loop.Cancel(timer_);
  asked_at_ = service_.loop.Now();
  auto head = service_.heads.Read(std::string_view(in_).substr(0, head_bytes));
  if (!head) return Say(std::move(head.error()), true);
  const bool more = in_.size() > head_bytes;
  in_ = {};
  linger_ = head->may_have_body || more;
  form_ = head->form;
  form_.keep_alive = form_.keep_alive && !linger_ && !service_.stopping;
  head->request.local = IsLocal(peer_);
  head->request.peer = peer_;
  state_ = State::kWaiting;
  const auto promise = std::make_shared<Promise>(service_.loop, weak_from_this(), ++requests_);
  try {
    service_.handle(head->request,
                    [promise](Response response) { promise->Keep(std::move(response)); });
  } catch (const std::exception& exception) {
    log::Failure("a request failed", {{"error", exception.what()}});
    promise->Keep(Failure("other"));
  }
}

// An answer to an earlier request, or a second one to the same, is not wanted any more.
void Connection::Answered(uint64_t request, Response response) {
  if (state_ == State::kWaiting && request == requests_) Start(std::move(response));
}

// An answer after which there will be no other.
void Connection::Say(Response response, bool linger) {
  if (!channel_->CanWrite()) return Close();
  if (requests_ == 0 || state_ == State::kReading) asked_at_ = service_.loop.Now();
  form_.keep_alive = false;
  linger_ = linger_ || linger;
  Start(std::move(response));
}

void Connection::Start(Response response) {
  form_.keep_alive = form_.keep_alive && !service_.stopping && SpeaksAsNow();
  state_ = State::kSending;
  since_ = service_.loop.Now();
  answer_until_ = since_ + service_.limits.answer;
  sent_ = 0;
  blocked_ = false;
  service_.loop.Cancel(timer_);
  if (Send(FirstBytes(std::move(response)))) Go();
}

// An answer that cannot be begun becomes another one.
std::string_view Connection::FirstBytes(Response response) {
  const std::string route = response.route;
  try {
    return answer_.emplace(std::move(response), form_).Next(service_.scratch);
  } catch (const std::exception& exception) {
    log::Failure("an answer failed", {{"route", route}, {"error", exception.what()}});
  }
  return answer_.emplace(Failure(route), form_).Next(service_.scratch);
}

// All is sent that was taken from the answer: takes more when nobody else has anything to do, or
// ends.
void Connection::Go() {
  if (answer_->ended()) return Sent();
  if (service_.loop.Now() >= answer_until_) return Close();
  service_.loop.PostSlice([client = weak_from_this(), request = requests_] {
    const auto open = client.lock();
    if (!open || open->state_ != State::kSending || open->requests_ != request) return;
    if (open->KernelIsFull()) return open->Block({});
    if (open->Send(open->NextBytes())) open->Go();
  });
}

// Whether it still has so much to send that another piece would have to be kept here.
bool Connection::KernelIsFull() const {
  int unsent = 0;
  return ioctl(fd_, SIOCOUTQNSD, &unsent) == 0 && unsent >= kUnsentBytes;
}

// Closes the connection and gives nothing if the body breaks.
std::string_view Connection::NextBytes() {
  try {
    return answer_->Next(service_.scratch);
  } catch (const std::exception& exception) {
    log::Failure("an answer was cut off",
                 {{"route", answer_->route()}, {"error", exception.what()}});
    Close();
    return {};
  }
}

// False: the client does not take all of it now, or is gone.
bool Connection::Send(std::string_view bytes) {
  while (!bytes.empty() && state_ == State::kSending) {
    const Transfer sent = channel_->Write(bytes);
    if (sent.outcome == Transfer::Outcome::kDone) {
      bytes.remove_prefix(sent.bytes);
      sent_ += sent.bytes;
    } else if (sent.outcome == Transfer::Outcome::kWritable) {
      Block(bytes);
      return false;
    } else {
      Close();
    }
  }
  return state_ == State::kSending;
}

void Connection::Block(std::string_view rest) {
  rest_ = rest;
  blocked_ = true;
  since_ = service_.loop.Now();
  Deadline(std::min<Duration>(service_.limits.stall, answer_until_ - since_), &Connection::Close);
  Await(EPOLLOUT);
}

void Connection::SendMore() {
  const std::string bytes = std::exchange(rest_, {});
  if (!Send(bytes)) return;
  blocked_ = false;
  service_.loop.Cancel(timer_);
  Await(0);
  Go();
}

void Connection::Sent() {
  const Time now = service_.loop.Now();
  const std::chrono::duration<double> took = now - asked_at_;
  service_.Tell(answer_->route(), answer_->status(), took.count());
  const bool stays = answer_->keep_alive() && !service_.stopping;
  answer_.reset();
  if (!stays) return linger_ ? Linger() : Close();
  state_ = State::kReading;
  since_ = now;
  Deadline(service_.limits.idle, &Connection::Close);
  Await(EPOLLIN);
}

void Connection::Linger() {
  state_ = State::kLingering;
  channel_->SayGoodbye();
  shutdown(fd_, SHUT_WR);
  Deadline(kLingerTime, &Connection::Close);
  Await(EPOLLIN);
}

void Connection::Drain() {
  std::array<char, kReadBytes> sink;
  const ssize_t count = recv(fd_, sink.data(), sink.size(), MSG_DONTWAIT);
  if (count < 0 && (WouldBlock(errno) || errno == EINTR)) return;
  drained_ += static_cast<size_t>(std::max<ssize_t>(count, 0));
  if (count <= 0 || drained_ > kLingerBytes) Close();
}

// To a client that has said nothing there is nothing to say.
void Connection::TooSlow() {
  if (in_.empty()) return Close();
  Say(Sentence(408, "The request took too long to arrive."), true);
}

}  // namespace weir::web

#include "web/security/tls_channel.h"

#include <algorithm>
#include <climits>
#include <utility>

#include "web/security/socket_bio.h"

namespace weir::web {
namespace {

using Outcome = Transfer::Outcome;

int Bounded(size_t size) { return static_cast<int>(std::min<size_t>(size, INT_MAX)); }

bool IsHttp(unsigned long error) {
  return ERR_GET_LIB(error) == ERR_LIB_SSL && (ERR_GET_REASON(error) == SSL_R_HTTP_REQUEST ||
                                               ERR_GET_REASON(error) == SSL_R_HTTPS_PROXY_REQUEST);
}

}  // namespace

TlsChannel::TlsChannel(std::shared_ptr<TlsContext> context, int fd, Time now)
    : TlsChannel(context->Open(now), fd) {
  context_ = std::move(context);
}

TlsChannel::TlsChannel(SessionHandle session, int fd) : session_(std::move(session)) {
  BIO* const socket = session_ ? NewSocketBio(fd) : nullptr;
  if (socket != nullptr) SSL_set_bio(session_.get(), socket, socket);
  broken_ = socket == nullptr;
}

Transfer TlsChannel::Read(char* out, size_t size) {
  if (broken_) return {Outcome::kBroken};
  ERR_clear_error();
  const int count = SSL_read(session_.get(), out, Bounded(size));
  return count > 0 ? Transfer{Outcome::kDone, static_cast<size_t>(count)} : Explain(count);
}

Transfer TlsChannel::Write(std::string_view bytes) {
  if (broken_) return {Outcome::kBroken};
  ERR_clear_error();
  const int count = SSL_write(session_.get(), bytes.data(), Bounded(bytes.size()));
  return count > 0 ? Transfer{Outcome::kDone, static_cast<size_t>(count)} : Explain(count);
}

Transfer TlsChannel::Explain(int result) {
  switch (SSL_get_error(session_.get(), result)) {
    case SSL_ERROR_WANT_READ:
      return {Outcome::kReadable};
    case SSL_ERROR_WANT_WRITE:
      return {Outcome::kWritable};
    case SSL_ERROR_ZERO_RETURN:
      return {Outcome::kEnded};
    default:
      break;
  }
  broken_ = true;
  const bool http = IsHttp(ERR_peek_error());
  if (!SSL_is_init_finished(session_.get()) && ERR_peek_error() != 0) failure_ = TakeOpenSslError();
  ERR_clear_error();
  return {http ? Outcome::kNotTls : Outcome::kBroken};
}

bool TlsChannel::CanWrite() const { return !broken_ && SSL_is_init_finished(session_.get()) == 1; }

void TlsChannel::SayGoodbye() {
  if (!CanWrite()) return;
  ERR_clear_error();
  SSL_shutdown(session_.get());
  ERR_clear_error();
}

}  // namespace weir::web

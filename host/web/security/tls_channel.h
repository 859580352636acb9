// A connection under TLS: the handshake is part of the first reading or writing.
#pragma once

#include <memory>
#include <string>

#include "web/security/channel.h"
#include "web/security/tls_context.h"

namespace weir::web {

class TlsChannel : public Channel {
 public:
  // The host's end.
  TlsChannel(std::shared_ptr<TlsContext> context, int fd, Time now);
  // Either end; null for one that is broken.
  TlsChannel(SessionHandle session, int fd);

  Transfer Read(char* out, size_t size) override;
  Transfer Write(std::string_view bytes) override;
  bool CanWrite() const override;
  void SayGoodbye() override;
  std::string_view failure() const override { return failure_; }

 private:
  Transfer Explain(int result);

  std::shared_ptr<TlsContext> context_;  // if there is one, it outlives the session
  SessionHandle session_;
  bool broken_ = false;
  std::string failure_;
};

}  // namespace weir::web

// A connection under TLS: the handshake is part of the first reading.
#pragma once

#include <memory>
#include <string>

#include "web/security/channel.h"
#include "web/security/tls_context.h"

namespace weir::web {

class TlsChannel : public Channel {
 public:
  TlsChannel(std::shared_ptr<TlsContext> context, int fd, Time now);

  Transfer Read(char* out, size_t size) override;
  Transfer Write(std::string_view bytes) override;
  bool CanWrite() const override;
  void SayGoodbye() override;
  std::string_view failure() const override { return failure_; }

 private:
  Transfer Explain(int result);

  const std::shared_ptr<TlsContext> context_;  // outlives the session
  SessionHandle session_;
  bool broken_ = false;
  std::string failure_;
};

}  // namespace weir::web

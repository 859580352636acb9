#include "worker/child/outbox.h"

#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

namespace weir::child {

void Outbox::Send() {
  const std::string& bytes = encoder_.bytes();
  for (size_t done = 0; done < bytes.size();) {
    const ssize_t count = send(control_, bytes.data() + done, bytes.size() - done, MSG_NOSIGNAL);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) _exit(EXIT_FAILURE);
    done += static_cast<size_t>(count);
  }
  encoder_.Clear();
}

}  // namespace weir::child

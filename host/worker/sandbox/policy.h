// What one worker may do, decided by the host and sent to the worker in its first frame.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "error/result.h"
#include "worker/sandbox/features.h"

namespace weir::sandbox {

enum class Level { kOff, kDefault, kStrict };

// Nothing in it needs a look-up any more: the worker does not read /etc/passwd to obey it.
struct Policy {
  struct Account {
    uid_t uid = 0;
    gid_t gid = 0;
    std::vector<gid_t> groups;  // supplementary ones
  };

  struct Limits {
    size_t memory_bytes = size_t{256} << 20;
    size_t open_files = 1024;
    size_t threads = 64;
  };

  Level level = Level::kDefault;
  std::optional<Account> account;  // to become; nothing: stay who one is
  std::vector<int> capabilities;   // kept ones by number, if one has them
  // Absolute paths, folders with all that is below.  Where they disagree, the longest one that
  // holds a file decides, and of equal ones `forbidden`.
  std::vector<std::string> read;       // one that does not exist is passed over
  std::vector<std::string> write;      // to be read too; must exist
  std::vector<std::string> forbidden;  // neither
  bool exec = false;                   // may start programs: fork and exec
  bool network = true;                 // IPv4, IPv6 and other sockets beyond AF_UNIX
  std::vector<uint16_t> tcp_connect;   // not empty: TCP connections to these ports only
  Limits limits;
  std::vector<Feature> require;  // fatal where the kernel lacks it
  std::string filter;            // of CompileFilter (filter/filter.h); empty: none
};

// For the way from host to worker: bytes, not text.
std::string Encode(const Policy& policy);
Result<Policy> DecodePolicy(std::string_view bytes);

}  // namespace weir::sandbox

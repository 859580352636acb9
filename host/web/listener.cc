#include "web/listener.h"

#include <fcntl.h>
#include <grp.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstring>
#include <memory>
#include <optional>
#include <system_error>
#include <utility>

#include "web/listen_address.h"

namespace weir::web {
namespace {

constexpr int kBacklog = 4096;  // the kernel takes less if net.core.somaxconn is less
// What the kernel holds of an answer that a client does not take, instead of up to 4 MB.
constexpr int kSendBuffer = 256 * 1024;
constexpr gid_t kUnchanged = ~gid_t{0};
constexpr mode_t kGroupsMode = 0070;  // the part of a mode that a file's group has

using AddressList = std::unique_ptr<addrinfo, decltype(&freeaddrinfo)>;

// getaddrinfo's error goes to *error.
AddressList Resolve(const ListenAddress& address, int* error) {
  addrinfo hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  addrinfo* list = nullptr;
  *error = getaddrinfo(address.host.c_str(), address.port.c_str(), &hints, &list);
  return {*error == 0 ? list : nullptr, &freeaddrinfo};
}

const addrinfo* PreferIPv4(const addrinfo* list) {
  for (const addrinfo* entry = list; entry != nullptr; entry = entry->ai_next) {
    if (entry->ai_family == AF_INET) return entry;
  }
  return list;
}

std::string Cause(int error) {
  std::string text = std::generic_category().message(error);
  if (error == EADDRINUSE) return text + " (is another weir running?)";
  if (error == EACCES) return text + " (a port below 1024 needs CAP_NET_BIND_SERVICE)";
  if (error == EADDRNOTAVAIL) return text + " (no interface of this machine has the address)";
  return text;
}

// As Listener::address() gives it.
std::string AddressOf(int fd) {
  sockaddr_storage storage{};
  socklen_t length = sizeof storage;
  auto* const address = reinterpret_cast<sockaddr*>(&storage);
  char host[NI_MAXHOST], port[NI_MAXSERV];
  if (getsockname(fd, address, &length) != 0) return "?";
  if (storage.ss_family == AF_UNIX) {
    return std::string(config::kUnixScheme) + reinterpret_cast<sockaddr_un*>(address)->sun_path;
  }
  if (getnameinfo(address, length, host, sizeof host, port, sizeof port,
                  NI_NUMERICHOST | NI_NUMERICSERV) != 0) {
    return "?";
  }
  const bool v6 = storage.ss_family == AF_INET6;
  return (v6 ? "[" + std::string(host) + "]" : std::string(host)) + ":" + port;
}

sockaddr_un UnixAddress(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
  return address;
}

bool IsSocket(const std::string& path) {
  struct stat status {};
  return lstat(path.c_str(), &status) == 0 && S_ISSOCK(status.st_mode);
}

// kUnchanged for no name; nothing if there is no such group.
std::optional<gid_t> GroupOf(const std::string& name) {
  if (name.empty()) return kUnchanged;
  if (const group* const found = getgrnam(name.c_str())) return found->gr_gid;
  gid_t number = 0;
  const char* const end = name.data() + name.size();
  const auto [rest, error] = std::from_chars(name.data(), end, number);
  if (error != std::errc() || rest != end) return std::nullopt;
  return number;
}

// Whether no process listens behind the socket file.
bool IsDead(const std::string& path) {
  const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd < 0) return false;
  const sockaddr_un address = UnixAddress(path);
  const bool dead = connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 &&
                    errno == ECONNREFUSED;
  close(fd);
  return dead;
}

}  // namespace

// Takes a listener from nothing to listening; errno tells what failed.
class ListenerBuilder {
 public:
  Result<Listener> TakeUnix(const config::UnixSocket& wanted) {
    const std::string& path = wanted.path;
    listener_.address_ = "unix://" + path;
    const std::optional<gid_t> group = GroupOf(wanted.group);
    if (!group) return Failure("there is no group \"" + wanted.group + "\"");
    if (BindUnix(path, wanted.mode & ~kGroupsMode) && Own(path, wanted.mode, *group)) {
      return std::move(listener_);
    }
    const int error = errno;
    if (error == EADDRINUSE && !IsSocket(path)) return Failure("the file exists and is no socket");
    if (error == EACCES || error == EPERM) return Failure(std::generic_category().message(error));
    return Failure(Cause(error));
  }

  // One socket for both families if it can be had.
  Result<Listener> TakeAll(const std::string& port) {
    listener_.address_ = ":" + port;
    sockaddr_in6 any6{};
    any6.sin6_family = AF_INET6;
    any6.sin6_port = htons(static_cast<in_port_t>(std::stoi(port)));
    if (Bind(&any6, sizeof any6)) return Bound();
    if (errno != EAFNOSUPPORT && errno != EADDRNOTAVAIL) return Failure(Cause(errno));
    sockaddr_in any4{};
    any4.sin_family = AF_INET;
    any4.sin_port = any6.sin6_port;
    return Bind(&any4, sizeof any4) ? Bound() : Failure(Cause(errno));
  }

  Result<Listener> TakeHost(const ListenAddress& wanted, const std::string& text) {
    listener_.address_ = text;
    int error = 0;
    const AddressList list = Resolve(wanted, &error);
    if (!list) return Failure(gai_strerror(error));
    const addrinfo* const entry = PreferIPv4(list.get());
    return Bind(entry->ai_addr, entry->ai_addrlen) ? Bound() : Failure(Cause(errno));
  }

  // A socket that listens already.
  Result<Listener> Adopt(int fd) {
    listener_.fd_ = fd;
    listener_.address_ = "descriptor " + std::to_string(fd);
    fcntl(fd, F_SETFD, FD_CLOEXEC);
    if (fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK) != 0) return Failure(Cause(errno));
    if (Option(SO_TYPE) != SOCK_STREAM || Option(SO_ACCEPTCONN) != 1) {
      return Failure("it is no stream socket that listens (ListenStream= in the socket unit)");
    }
    SetWhatConnectionsInherit();
    return Bound();
  }

 private:
  int Option(int name) const {
    int value = -1;
    socklen_t length = sizeof value;
    getsockopt(listener_.fd_, SOL_SOCKET, name, &value, &length);
    return value;
  }

  tl::unexpected<Error> Failure(const std::string& cause) {
    return Fail("cannot listen on " + listener_.address_ + ": " + cause);
  }

  Result<Listener> Bound() {
    listener_.address_ = AddressOf(listener_.fd_);
    return std::move(listener_);
  }

  bool OpenSocket(int family) {
    listener_.Close();
    listener_.fd_ = socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    return listener_.fd_ >= 0;
  }

  bool Bind(const void* address, size_t length) {
    const auto* const generic = static_cast<const sockaddr*>(address);
    const int yes = 1, no = 0;
    if (!OpenSocket(generic->sa_family)) return false;
    setsockopt(listener_.fd_, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    SetWhatConnectionsInherit();
    if (generic->sa_family == AF_INET6) {
      setsockopt(listener_.fd_, IPPROTO_IPV6, IPV6_V6ONLY, &no, sizeof no);
    }
    return bind(listener_.fd_, generic, static_cast<socklen_t>(length)) == 0 &&
           listen(listener_.fd_, kBacklog) == 0;
  }

  void SetWhatConnectionsInherit() {
    const int yes = 1;
    setsockopt(listener_.fd_, SOL_SOCKET, SO_SNDBUF, &kSendBuffer, sizeof kSendBuffer);
    setsockopt(listener_.fd_, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    setsockopt(listener_.fd_, IPPROTO_TCP, TCP_NOTSENT_LOWAT, &kUnsentBytes, sizeof kUnsentBytes);
  }

  bool BindUnix(const std::string& path, mode_t mode) {
    const sockaddr_un address = UnixAddress(path);
    const auto* const generic = reinterpret_cast<const sockaddr*>(&address);
    if (!OpenSocket(AF_UNIX)) return false;
    fchmod(listener_.fd_, mode);  // the file gets it, less the umask
    if (bind(listener_.fd_, generic, sizeof address) == 0) return true;
    if (errno != EADDRINUSE) return false;
    const bool stale = IsSocket(path) && IsDead(path);
    errno = EADDRINUSE;
    if (!stale || unlink(path.c_str()) != 0) return false;
    return bind(listener_.fd_, generic, sizeof address) == 0;
  }

  bool Own(const std::string& path, mode_t mode, gid_t group) {
    struct stat status {};
    if (lstat(path.c_str(), &status) != 0) return false;
    listener_.path_ = path;
    listener_.device_ = status.st_dev;
    listener_.inode_ = status.st_ino;
    return lchown(path.c_str(), kUnchanged, group) == 0 && chmod(path.c_str(), mode) == 0 &&
           listen(listener_.fd_, kBacklog) == 0;
  }

  Listener listener_;
};

Result<Listener> Listener::Open(const std::string& address) {
  const Result<ListenAddress> wanted = ParseListenAddress(address);
  if (!wanted) return Fail(wanted.error().message);
  ListenerBuilder builder;
  if (wanted->unix_socket) return builder.TakeUnix(*wanted->unix_socket);
  if (wanted->host.empty()) return builder.TakeAll(wanted->port);
  return builder.TakeHost(*wanted, address);
}

Result<Listener> Listener::Adopt(int fd) { return ListenerBuilder().Adopt(fd); }

Listener::Listener(Listener&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)),
      address_(std::move(other.address_)),
      path_(std::exchange(other.path_, {})),
      device_(other.device_),
      inode_(other.inode_) {}

Listener& Listener::operator=(Listener&& other) noexcept {
  std::swap(fd_, other.fd_);
  address_.swap(other.address_);
  path_.swap(other.path_);
  std::swap(device_, other.device_);
  std::swap(inode_, other.inode_);
  return *this;
}

Listener::~Listener() { Close(); }

void Listener::Close() {
  if (fd_ < 0) return;
  close(std::exchange(fd_, -1));
  struct stat status {};
  if (path_.empty() || lstat(path_.c_str(), &status) != 0) return;
  if (status.st_dev == device_ && status.st_ino == inode_) unlink(path_.c_str());
}

std::string Listener::Url() const {
  if (address_.starts_with(config::kUnixScheme)) return address_;
  for (const std::string_view any : {"[::]:", "0.0.0.0:"}) {
    if (address_.starts_with(any)) return "http://localhost:" + address_.substr(any.size());
  }
  return "http://" + address_;
}

}  // namespace weir::web

#include "cli/pin.h"

#include <Poco/SHA2Engine.h>
#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string>
#include <system_error>

#include "plugin/file_descriptor.h"

namespace weir::cli {
namespace {

Result<std::string> Sha256(int fd) {
  Poco::SHA2Engine engine(Poco::SHA2Engine::SHA_256);
  std::array<char, 16 * 1024> bytes;
  for (off_t at = 0;;) {
    const ssize_t count = pread(fd, bytes.data(), bytes.size(), at);
    if (count < 0) return Fail(std::generic_category().message(errno));
    if (count == 0) return Poco::DigestEngine::digestToHex(engine.digest());
    engine.update(bytes.data(), static_cast<size_t>(count));
    at += count;
  }
}

Result<std::string> Sha256(const plugin::PluginFile& file) {
  if (file.bytes) return Sha256(file.bytes.get());
  const plugin::FileDescriptor opened(open(file.path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!opened) return Fail(std::generic_category().message(errno));
  return Sha256(opened.get());
}

}  // namespace

Result<void> CheckPin(const config::Collector& collector, const plugin::PluginFile& file) {
  if (collector.sha256.empty()) return {};
  const Result<std::string> found = Sha256(file);
  if (!found) return Fail("cannot read " + file.path + ": " + found.error().message);
  if (*found == collector.sha256) return {};
  return Fail(file.path + " is not the file that sha256 pins: its SHA-256 is " + *found);
}

}  // namespace weir::cli

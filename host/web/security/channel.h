// How the bytes of one connection go over its socket: as they are, or under TLS.  Never waits.  On
// the loop.
#pragma once

#include <cstddef>
#include <string_view>

namespace weir::web {

struct Transfer {
  enum class Outcome {
    kDone,      // so many bytes, at least one
    kReadable,  // again when the socket can be read
    kWritable,  // again when the socket can be written
    kEnded,     // the peer sends nothing more
    kBroken,    // the connection cannot be used any more
    kNotTls     // the peer has begun to speak HTTP where TLS was expected
  };
  Outcome outcome;
  size_t bytes = 0;
};

class Channel {
 public:
  virtual ~Channel() = default;

  virtual Transfer Read(char* out, size_t size) = 0;
  // After kWritable, the same bytes again or none ever.
  virtual Transfer Write(std::string_view bytes) = 0;
  // Whether anything can be said yet.
  virtual bool CanWrite() const { return true; }
  // Tells the peer that all was said.
  virtual void SayGoodbye() {}
  // A client's certificate was not good enough, or there was no common ground; empty if none of it.
  virtual std::string_view failure() const { return {}; }
};

class PlainChannel : public Channel {
 public:
  // fd: outlives the channel, as for all of them.
  explicit PlainChannel(int fd) : fd_(fd) {}
  Transfer Read(char* out, size_t size) override;
  Transfer Write(std::string_view bytes) override;

 private:
  const int fd_;
};

}  // namespace weir::web

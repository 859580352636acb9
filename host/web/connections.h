// The connections that there are.  Any thread.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <unordered_set>

namespace weir::web {

class Connections {
 public:
  // False once all have ended after CloseReading: the socket is to be closed unused.
  bool Join(int fd);
  // REQUIRES: fd is still open, and has joined.
  void Leave(int fd);
  size_t size() const;

  // What clients have sent is read to its end, then comes the end of the stream: idle connections
  // end at once, the others after their answer.  Those that join later too.
  void CloseReading();
  // Nothing is sent or received any more.
  void CloseAll();
  // REQUIRES: CloseReading was called.  Whether all have left within that time.
  bool WaitUntilNone(std::chrono::nanoseconds patience);

 private:
  mutable std::mutex mutex_;
  std::condition_variable left_;
  std::unordered_set<int> fds_;
  bool reading_closed_ = false;
  bool ended_ = false;
};

}  // namespace weir::web

// Runs a piece of code in a sandbox, in a process of its own.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>
#include <functional>
#include <string>

#include "worker/sandbox/filter/filter.h"
#include "worker/sandbox/sandbox.h"

namespace weir::sandbox {

// Who the worker is: the host that stays root, gives up root, or never was root.
enum class As { kRoot, kWorkerOfRoot, kUser };

struct Outcome {
  std::string error;   // of Enter; then the code did not run
  std::string answer;  // of the code
  Report report;
  int status = 0;  // of wait
};

struct Confinement {
  Policy policy;
  As as = As::kUser;
  const Kernel* kernel = &RealKernel();
  int kept = 0;  // a descriptor that stays open
};

// Reads everything, writes nothing.
Policy DefaultPolicy();
Policy StrictPolicy();

// Compiles the filter, forks, becomes who it shall be, enters, runs the code and returns what it
// answered.  REQUIRES: root, unless kUser
Outcome Confined(Confinement confinement, const std::function<std::string()>& code);

// "ok", or the name of errno: "EPERM".
std::string Said(bool success);

// Of a system call that answers -1 for errors.
template <class T>
std::string Called(T result) {
  return Said(result != T(-1));
}

// Of fork; the child ends at once.
std::string Forking();

// A test with the sandbox of each kind of worker that this process can make.
class Sandboxed : public testing::TestWithParam<As> {
 protected:
  void SetUp() override;
  // What the code answers under this policy; a failure to enter fails the test.
  std::string Under(const Policy& policy, const std::function<std::string()>& code) const;
};

std::string NameOf(const testing::TestParamInfo<As>& info);

#define WEIR_FOR_ALL_WORKERS(suite)                                                             \
  INSTANTIATE_TEST_SUITE_P(As, suite, testing::Values(As::kRoot, As::kWorkerOfRoot, As::kUser), \
                           NameOf)

// The ABI of this kernel's Landlock; 0 for none.
int LandlockAbi();

// A folder that is removed with what is in it; open to all users.
class Scratch {
 public:
  Scratch();
  ~Scratch();
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;

  const std::string& path() const { return path_; }
  // A path below; makes the folders on the way.
  std::string Folder(const std::string& name) const;
  std::string File(const std::string& name, const std::string& text = "text") const;

 private:
  std::string path_;
};

}  // namespace weir::sandbox

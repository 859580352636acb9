// libseccomp's way of building a filter, with one error for all steps.
#pragma once

#include <seccomp.h>

#include <initializer_list>
#include <string>

#include "error/result.h"

namespace weir::sandbox {

// Conditions on argument `index` of a call.
// The lower half alone: the upper one of an int is not defined.
scmp_arg_cmp Is(unsigned index, uint32_t value);
scmp_arg_cmp HasBits(unsigned index, uint32_t mask, uint32_t bits);
scmp_arg_cmp IsNot(unsigned index, uint32_t value);

class Program {
 public:
  Program();
  ~Program();
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  // The calls answer EPERM.
  void Refuse(std::initializer_list<int> calls);
  // ... where all conditions hold, each on another argument.
  void RefuseIf(int call, std::initializer_list<scmp_arg_cmp> conditions);
  // The call answers this error, so that its caller goes another way.
  void Answer(int call, int error, std::initializer_list<scmp_arg_cmp> conditions = {});

  // The bytes of an array of sock_filter.
  Result<std::string> Export() const;

 private:
  Result<std::string> ReadAfterExport(int reading, int writing) const;

  scmp_filter_ctx context_;
  int status_;  // of libseccomp: 0, or the first negative errno
};

}  // namespace weir::sandbox

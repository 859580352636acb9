// What a function returns that can fail: a value, or a sentence for people.
#pragma once

#include <string>
#include <tl/expected.hpp>

namespace weir {

// "cannot read /proc/mdstat: Permission denied": what was tried, on what, and the cause.
struct Error {
  std::string message;
};

template <class T>
using Result = tl::expected<T, Error>;

inline tl::unexpected<Error> Fail(std::string message) {
  return tl::unexpected<Error>(Error{std::move(message)});
}

}  // namespace weir

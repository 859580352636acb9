// From an exception to a status and a weir_error.
#pragma once

#include <weir/error.h>
#include <weir/plugin.h>

#include <cerrno>
#include <cstddef>
#include <exception>
#include <new>
#include <string>
#include <string_view>
#include <system_error>

#if defined(__GLIBCXX__)
#include <cxxabi.h>
#endif

namespace weir {
inline namespace v1 {
namespace detail {

// Copies what fits, cut between characters, as one line.
template <size_t size>
void CopyText(std::string_view text, char (&out)[size]) {
  size_t length = text.size() < size ? text.size() : size - 1;
  while (length < text.size() && length > 0 &&
         (static_cast<unsigned char>(text[length]) & 0xC0U) == 0x80U) {
    --length;
  }
  for (size_t i = 0; i < length; ++i) {
    bool control = static_cast<unsigned char>(text[i]) < 0x20U || text[i] == 0x7F;
    out[i] = control ? ' ' : text[i];
  }
  out[length] = '\0';
}

inline weir_status Explain(weir_error* err, weir_status status, std::string_view message,
                           int os_error = 0, std::string_view config_pointer = {}) {
  if (err == nullptr) return status;
  CopyText(message, err->message);
  CopyText(config_pointer, err->config_pointer);
  err->os_error = os_error;
  return status;
}

inline weir_status StatusOf(int os_error) {
  switch (os_error) {
    case EACCES:
    case EPERM:
      return WEIR_E_PERMISSION;
    case ETIMEDOUT:
      return WEIR_E_TIMEOUT;
    case EMFILE:
    case ENFILE:
    case ENOMEM:
      return WEIR_E_LIMIT;
    case EBADF:
    case EFAULT:
    case EINVAL:
    case 0:
      return WEIR_E_INTERNAL;
    default:
      return WEIR_E_UNAVAILABLE;
  }
}

inline std::string_view TextOf(const std::exception& error) {
  const char* text = error.what();
  return text != nullptr && text[0] != '\0' ? text : "failed without saying why";
}

// The host adds the text of os_error itself, so it is taken off the message.
inline weir_status Explain(weir_error* err, const std::system_error& error) {
  const std::error_category& category = error.code().category();
  bool is_errno = category == std::generic_category() || category == std::system_category();
  if (!is_errno) return Explain(err, WEIR_E_INTERNAL, TextOf(error));
  std::string_view message = TextOf(error);
  std::string suffix = ": " + error.code().message();
  if (message.size() > suffix.size() && message.substr(message.size() - suffix.size()) == suffix) {
    message.remove_suffix(suffix.size());
  }
  return Explain(err, StatusOf(error.code().value()), message, error.code().value());
}

// Turns the exception that is being handled into a failure.
inline weir_status ExplainCurrentException(weir_error* err) {
  try {
    throw;
  } catch (const Error& error) {
    weir_status status = error.status() < 0 ? error.status() : weir_status{WEIR_E_INTERNAL};
    return Explain(err, status, TextOf(error), error.os_error(), error.config_pointer());
  } catch (const std::system_error& error) {
    return Explain(err, error);
  } catch (const std::bad_alloc&) {
    return Explain(err, WEIR_E_LIMIT, "out of memory");
  } catch (const std::exception& error) {
    return Explain(err, WEIR_E_INTERNAL, TextOf(error));
  } catch (...) {
    return Explain(err, WEIR_E_INTERNAL, "threw something that is not a std::exception");
  }
}

// Runs the body of a door.  Nothing thrown passes it, also not by explaining what was thrown.  The
// end of a thread (pthread_exit, pthread_cancel) is not thrown, though it unwinds as if it were: it
// goes on.  That is also why no sanitizer may look for the object that is caught then.
template <class Body>
__attribute__((no_sanitize("undefined"))) weir_status Guard(weir_error* err, Body body) {
  try {
    return body();
#if defined(__GLIBCXX__)
  } catch (abi::__forced_unwind&) {
    throw;
#endif
  } catch (...) {
    try {
      return ExplainCurrentException(err);
    } catch (...) {
      return Explain(err, WEIR_E_LIMIT, "out of memory");
    }
  }
}

}  // namespace detail
}  // namespace v1
}  // namespace weir

// WEIR_SANITIZED: whether this build has a sanitizer that reserves address space without bound and
// brings a pthread_create of its own.
#pragma once

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define WEIR_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define WEIR_SANITIZED 1
#endif
#endif

#ifndef WEIR_SANITIZED
#define WEIR_SANITIZED 0
#endif

namespace weir::sandbox {

inline constexpr bool kSanitized = WEIR_SANITIZED != 0;

}  // namespace weir::sandbox

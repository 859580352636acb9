// What a family and a series may be, decided when they are added: so that no plugin's bytes can
// make a page that Prometheus refuses.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "series/family.h"
#include "weir/plugin.h"

namespace weir::series {

// Over a limit the newcomer is refused.
struct Limits {
  size_t series = 50'000;  // lines of the page, as Prometheus counts: each bucket is one
  size_t labels = 64;
  size_t name_bytes = 256;
  size_t value_bytes = 4096;
  size_t help_bytes = 4096;
};

// Why something was refused, as weir_collector_refused_series{reason} says it.
enum class Refused { kInvalid, kUtf8, kReserved, kConflict, kLimit };
inline constexpr size_t kRefusedReasons = 5;
std::string_view Name(Refused reason);

struct Refusal {
  weir_status status;  // WEIR_E_INVALID or WEIR_E_LIMIT
  Refused reason;
  std::string message;
};

// Whether names that begin with weir_ are open: to the host's own collector alone.
enum class Author { kPlugin, kHost };

std::optional<Refusal> CheckFamily(const Family& family, const Limits& limits, Author author);
std::optional<Refusal> CheckLabelValue(std::string_view value, const Limits& limits);

}  // namespace weir::series

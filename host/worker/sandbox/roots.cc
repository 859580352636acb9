#include "worker/sandbox/roots.h"

#include <algorithm>
#include <string_view>

#include "worker/sandbox/grants.h"

namespace weir::sandbox {
namespace {

using Paths = std::vector<std::string>;

bool IsBelow(const std::string& path, const std::string& folder) {
  return path.starts_with(folder == "/" ? folder : folder + "/");
}

bool IsBelowAny(const std::string& path, const Paths& folders) {
  return std::ranges::any_of(folders, [&](const auto& folder) { return IsBelow(path, folder); });
}

// rest: what is behind the folder, with or without a slash in front.
std::string Joined(const std::string& folder, std::string_view rest) {
  while (rest.starts_with('/')) rest.remove_prefix(1);
  return (folder == "/" ? folder : folder + "/") + std::string(rest);
}

// Whether that is where the path stands itself, seen from each writable folder above it.
bool StaysInPlace(const std::string& path, const std::string& real, const Paths& writable) {
  return std::ranges::all_of(writable, [&](const std::string& folder) {
    return !IsBelow(path, folder) || real == Joined(Resolved(folder), path.substr(folder.size()));
  });
}

}  // namespace

std::optional<std::string> RootOf(const std::string& path, const Policy& policy,
                                  const Paths& forbidden) {
  std::string real = Resolved(path);
  const bool secret = IsBelowAny(real, forbidden);
  const bool named_so = IsBelowAny(path, policy.forbidden) || IsBelowAny(path, forbidden);
  if ((secret && !named_so) || !StaysInPlace(path, real, policy.write)) return std::nullopt;
  return real;
}

}  // namespace weir::sandbox

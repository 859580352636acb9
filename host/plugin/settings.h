// A plugin's configuration, canonical JSON, for those who ask for single values (weir.config/1),
// and a record of what was asked for.  One thread at a time.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "error/result.h"

namespace weir::plugin {

class Settings {
 public:
  // json: as the configuration stage writes it.
  static Result<Settings> Parse(std::string_view json);
  ~Settings();
  Settings(Settings&&) noexcept;
  Settings& operator=(Settings&&) noexcept;

  // path: JSON Pointer.  Nothing if there is no value of that kind.
  std::optional<bool> Bool(std::string_view path);
  std::optional<int64_t> Int(std::string_view path);
  std::optional<double> Double(std::string_view path);
  std::optional<std::string_view> String(std::string_view path);  // valid for the settings' life
  std::optional<size_t> Count(std::string_view path);
  std::optional<std::string_view> Key(std::string_view path, size_t index);

  // Pointers of the keys that nobody asked for; none if nothing at all was asked for.
  std::vector<std::string> Unread() const;

 private:
  struct State;
  explicit Settings(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace weir::plugin

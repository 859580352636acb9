// The configuration of one collector, as its constructor sees it.
#pragma once

#include <weir/error.h>
#include <weir/labels.h>
#include <weir/plugin.h>

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace weir {
inline namespace v1 {

// What exporter.yaml has under `config:` of this collector.  A path is a JSON Pointer (RFC 6901),
// "/disks/0/name"; "" is the whole.  Kinds: bool, any integer type (up to 2^63-1: larger ones are
// in json() alone), double, std::string, and std::vector of these.
// Lives during the collector's constructor: keep values, not the Config.  One thread.
// Errors: Error with WEIR_E_INVALID and the path when a value is of another kind or, for Require,
// is missing; the operator then sees the line of exporter.yaml.
class Config {
 public:
  // For the boundary and for tests.  Both are borrowed.
  Config(const weir_host* host, weir_str json)
      : host_(host),
        json_(json),
        getters_(static_cast<const weir_ext_config*>(host->get_extension(host, WEIR_EXT_CONFIG))) {}
  Config(const Config&) = delete;
  Config& operator=(const Config&) = delete;

  // Whether there is a value; null counts as none.
  bool Has(std::string_view path) const;

  // The value, or nothing if there is none.
  template <class T>
  std::optional<T> Find(std::string_view path) const;

  // The value, or the fallback if there is none.
  template <class T>
  T Get(std::string_view path, T fallback) const {
    std::optional<T> found = Find<T>(path);
    return found ? *std::move(found) : std::move(fallback);
  }
  std::string Get(std::string_view path, const char* fallback) const {
    return Get<std::string>(path, fallback);
  }

  // The value; a missing one is an error.
  template <class T>
  T Require(std::string_view path) const {
    std::optional<T> found = Find<T>(path);
    if (!found) Complain(path, "is required");
    return *std::move(found);
  }

  // Number of elements of a list or of keys of a map; 0 if there is none.
  size_t Count(std::string_view path) const;

  // The index-th key of a map, in the order of bytes.
  std::string Key(std::string_view path, size_t index) const;

  // The path of a map's key or of a list's element: At("/disks", "a/b") is "/disks/a~1b".
  static std::string At(std::string_view path, std::string_view key);
  static std::string At(std::string_view path, size_t index);

  // All of it as canonical JSON, for those who bring a parser.  Borrowed like the Config.
  std::string_view json() const { return {json_.ptr, json_.len}; }

  // Throws Error(WEIR_E_INVALID): `"/port" must be below 65536`, for a reader's own checks.
  [[noreturn]] static void Complain(std::string_view path, std::string_view what) {
    throw Error(WEIR_E_INVALID, '"' + std::string(path) + "\" " + std::string(what), 0,
                std::string(path));
  }

 private:
  template <class T>
  struct ListOf : std::false_type {};
  template <class T>
  struct ListOf<std::vector<T>> : std::true_type {};

  const weir_ext_config& getters() const {
    if (getters_ == nullptr) throw Error(WEIR_E_UNSUPPORTED, "the host has no " WEIR_EXT_CONFIG);
    return *getters_;
  }

  // Each reads one kind: false if there is no value of it.
  bool Read(std::string_view path, bool* out) const {
    return getters().get_bool(host_, detail::Borrow(path), out);
  }
  bool Read(std::string_view path, int64_t* out) const {
    return getters().get_int(host_, detail::Borrow(path), out);
  }
  bool Read(std::string_view path, double* out) const {
    return getters().get_double(host_, detail::Borrow(path), out);
  }
  bool Read(std::string_view path, std::string* out) const;
  bool IsList(std::string_view path) const;

  template <class T>
  std::optional<T> FindScalar(std::string_view path, const char* wanted) const;
  template <class T>
  std::optional<T> FindInteger(std::string_view path) const;
  template <class List>
  std::optional<List> FindList(std::string_view path) const;

  const weir_host* host_;
  weir_str json_;
  const weir_ext_config* getters_;
};

// ---- Implementation ----------------------------------------------------------------------------

inline bool Config::Read(std::string_view path, std::string* out) const {
  weir_str text = {nullptr, 0};
  if (!getters().get_str(host_, detail::Borrow(path), &text)) return false;
  out->assign(text.len == 0 ? "" : text.ptr, text.len);
  return true;
}

inline bool Config::Has(std::string_view path) const {
  bool truth;
  double number;
  std::string text;
  size_t count;
  return Read(path, &truth) || Read(path, &number) || Read(path, &text) ||
         getters().get_count(host_, detail::Borrow(path), &count);
}

inline size_t Config::Count(std::string_view path) const {
  size_t count = 0;
  if (!getters().get_count(host_, detail::Borrow(path), &count) && Has(path)) {
    Complain(path, "must be a list or a map");
  }
  return count;
}

inline std::string Config::Key(std::string_view path, size_t index) const {
  weir_str key = {nullptr, 0};
  if (!getters().get_key(host_, detail::Borrow(path), index, &key)) {
    Complain(path, "must be a map of more than " + std::to_string(index) + " keys");
  }
  return std::string(key.len == 0 ? "" : key.ptr, key.len);
}

inline std::string Config::At(std::string_view path, std::string_view key) {
  std::string result(path);
  result += '/';
  for (char c : key) {
    if (c == '~') {
      result += "~0";
    } else if (c == '/') {
      result += "~1";
    } else {
      result += c;
    }
  }
  return result;
}

inline std::string Config::At(std::string_view path, size_t index) {
  return std::string(path) + '/' + std::to_string(index);
}

inline bool Config::IsList(std::string_view path) const {
  size_t count = 0;
  weir_str key = {nullptr, 0};
  return getters().get_count(host_, detail::Borrow(path), &count) &&
         !getters().get_key(host_, detail::Borrow(path), 0, &key);
}

template <class T>
std::optional<T> Config::FindScalar(std::string_view path, const char* wanted) const {
  T value{};
  if (Read(path, &value)) return value;
  if (Has(path)) Complain(path, wanted);
  return std::nullopt;
}

template <class T>
std::optional<T> Config::FindInteger(std::string_view path) const {
  std::optional<int64_t> value = FindScalar<int64_t>(path, "must be an integer");
  if (!value) return std::nullopt;
  bool fits = static_cast<int64_t>(static_cast<T>(*value)) == *value &&
              (*value >= 0 || std::is_signed_v<T>);
  if (!fits) {
    Complain(path, "must be an integer from " + std::to_string(std::numeric_limits<T>::min()) +
                       " to " + std::to_string(std::numeric_limits<T>::max()));
  }
  return static_cast<T>(*value);
}

template <class List>
std::optional<List> Config::FindList(std::string_view path) const {
  if (!IsList(path)) {
    if (Has(path)) Complain(path, "must be a list");
    return std::nullopt;
  }
  List result;
  for (size_t i = 0, count = Count(path); i < count; ++i) {
    result.push_back(Require<typename List::value_type>(At(path, i)));
  }
  return result;
}

template <class T>
std::optional<T> Config::Find(std::string_view path) const {
  if constexpr (std::is_same_v<T, bool>) {
    return FindScalar<bool>(path, "must be true or false");
  } else if constexpr (std::is_integral_v<T>) {
    return FindInteger<T>(path);
  } else if constexpr (std::is_same_v<T, double>) {
    return FindScalar<double>(path, "must be a number");
  } else if constexpr (std::is_same_v<T, std::string>) {
    return FindScalar<std::string>(path, "must be a string");
  } else {
    static_assert(ListOf<T>::value,
                  "a configuration value is a bool, an integer, a double, a std::string, or a "
                  "std::vector of these");
    return FindList<T>(path);
  }
}

}  // namespace v1
}  // namespace weir

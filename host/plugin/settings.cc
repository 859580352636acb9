#include "plugin/settings.h"

#include <iterator>
#include <nlohmann/json.hpp>
#include <set>

namespace weir::plugin {
namespace {

using nlohmann::json;
using Pointer = json::json_pointer;

}  // namespace

struct Settings::State {
  json root;
  std::set<std::string, std::less<>> asked;  // pointers, with all their parents
  bool used = false;                         // also if what was asked for is not there

  // The value there, marked as asked for; nullptr if there is none.
  const json* Find(std::string_view path) {
    const std::string text(path);
    used = true;
    try {
      const Pointer pointer(text);
      if (!root.contains(pointer)) return nullptr;
      Mark(text);
      return &root.at(pointer);
    } catch (const json::exception&) {
      return nullptr;  // no JSON Pointer, or an index that is none
    }
  }

  void Mark(std::string text) {
    while (!text.empty() && asked.insert(text).second) text.erase(text.rfind('/'));
  }

  void AppendUnread(const json& value, const Pointer& path, std::vector<std::string>& out) const {
    if (value.is_array()) {
      for (size_t i = 0; i < value.size(); ++i) AppendUnread(value[i], path / i, out);
    }
    if (!value.is_object()) return;
    for (const auto& [key, member] : value.items()) {
      const Pointer at = path / key;
      const std::string text = at.to_string();
      if (asked.contains(text)) {
        AppendUnread(member, at, out);
      } else {
        out.push_back(text);
      }
    }
  }
};

Settings::Settings(std::unique_ptr<State> state) : state_(std::move(state)) {}
Settings::~Settings() = default;
Settings::Settings(Settings&&) noexcept = default;
Settings& Settings::operator=(Settings&&) noexcept = default;

Result<Settings> Settings::Parse(std::string_view text) {
  auto state = std::make_unique<State>();
  state->root = json::parse(text, nullptr, false);
  if (state->root.is_discarded()) return Fail("the configuration is not JSON");
  return Settings(std::move(state));
}

std::optional<bool> Settings::Bool(std::string_view path) {
  const json* value = state_->Find(path);
  if (value == nullptr || !value->is_boolean()) return {};
  return value->get<bool>();
}

std::optional<int64_t> Settings::Int(std::string_view path) {
  const json* value = state_->Find(path);
  if (value == nullptr || !value->is_number_integer()) return {};
  if (value->is_number_unsigned() && value->get<uint64_t>() > INT64_MAX) return {};
  return value->get<int64_t>();
}

std::optional<double> Settings::Double(std::string_view path) {
  const json* value = state_->Find(path);
  if (value == nullptr || !value->is_number()) return {};
  return value->get<double>();
}

std::optional<std::string_view> Settings::String(std::string_view path) {
  const json* value = state_->Find(path);
  if (value == nullptr || !value->is_string()) return {};
  return value->get_ref<const std::string&>();
}

std::optional<size_t> Settings::Count(std::string_view path) {
  const json* value = state_->Find(path);
  if (value == nullptr || !value->is_structured()) return {};
  return value->size();
}

std::optional<std::string_view> Settings::Key(std::string_view path, size_t index) {
  const json* value = state_->Find(path);
  if (value == nullptr || !value->is_object() || index >= value->size()) return {};
  const std::string& key = std::next(value->begin(), static_cast<std::ptrdiff_t>(index)).key();
  state_->Mark((Pointer(std::string(path)) / key).to_string());
  return key;
}

std::vector<std::string> Settings::Unread() const {
  std::vector<std::string> out;
  if (state_->used) state_->AppendUnread(state_->root, Pointer(), out);
  return out;
}

}  // namespace weir::plugin

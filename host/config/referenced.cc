#include "config/referenced.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "config/json_pointer.h"
#include "config/references.h"

namespace weir::config {
namespace {

// What is merged key by key.
constexpr std::array<std::string_view, 3> kMerged = {"labels", "limits", "sandbox"};

void Forget(Pointers& pointers, const std::string& pointer) {
  std::erase_if(pointers, [&](const std::string& one) {
    return one == pointer || one.starts_with(pointer + "/");
  });
}

}  // namespace

void AddReferenced(const Node& node, const std::string& pointer, Pointers& referenced) {
  if (IsReference(node)) referenced.insert(pointer);
  for (const Entry& entry : node.entries) {
    AddReferenced(entry.value, pointer + "/" + EscapedForPointer(entry.key), referenced);
  }
  for (size_t i = 0; i < node.items.size(); ++i) {
    AddReferenced(node.items[i], pointer + "/" + std::to_string(i), referenced);
  }
}

Pointers ReferencedOf(const Node& collector, Pointers defaults) {
  for (const Entry& entry : collector.entries) {
    const std::string pointer = "/" + EscapedForPointer(entry.key);
    if (std::ranges::find(kMerged, entry.key) == kMerged.end()) Forget(defaults, pointer);
    for (const Entry& member : entry.value.entries) {
      Forget(defaults, pointer + "/" + EscapedForPointer(member.key));
    }
  }
  AddReferenced(collector, "", defaults);
  return defaults;
}

}  // namespace weir::config

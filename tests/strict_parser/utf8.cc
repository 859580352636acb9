#include "utf8.h"

#include <cstddef>
#include <cstdint>

namespace weir::strict {
namespace {

// One row of the table: first bytes, how many follow, and what the second may be.
struct Row {
  uint8_t first, last;
  size_t following;
  uint8_t second_first, second_last;
};
constexpr Row kRows[] = {
    {0x00, 0x7F, 0, 0, 0},       {0xC2, 0xDF, 1, 0x80, 0xBF}, {0xE0, 0xE0, 2, 0xA0, 0xBF},
    {0xE1, 0xEC, 2, 0x80, 0xBF}, {0xED, 0xED, 2, 0x80, 0x9F}, {0xEE, 0xEF, 2, 0x80, 0xBF},
    {0xF0, 0xF0, 3, 0x90, 0xBF}, {0xF1, 0xF3, 3, 0x80, 0xBF}, {0xF4, 0xF4, 3, 0x80, 0x8F}};

bool Within(char c, uint8_t first, uint8_t last) {
  const auto byte = static_cast<uint8_t>(c);
  return byte >= first && byte <= last;
}

bool Fits(std::string_view text, const Row& row) {
  if (!Within(text[0], row.first, row.last) || text.size() <= row.following) return false;
  if (row.following > 0 && !Within(text[1], row.second_first, row.second_last)) return false;
  for (size_t i = 2; i <= row.following; ++i) {
    if (!Within(text[i], 0x80, 0xBF)) return false;
  }
  return true;
}

}  // namespace

bool IsWellFormed(std::string_view text) {
  while (!text.empty()) {
    const Row* fitting = nullptr;
    for (const Row& row : kRows) {
      if (Fits(text, row)) fitting = &row;
    }
    if (fitting == nullptr) return false;
    text.remove_prefix(fitting->following + 1);
  }
  return true;
}

}  // namespace weir::strict

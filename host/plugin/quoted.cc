#include "plugin/quoted.h"

namespace weir::plugin {
namespace {

constexpr size_t kMostBytes = 64;

void AppendByte(unsigned char byte, std::string* out) {
  constexpr char kDigits[] = "0123456789abcdef";
  if (byte >= 0x20 && byte < 0x7f && byte != '"' && byte != '\\') {
    out->push_back(static_cast<char>(byte));
    return;
  }
  out->append("\\x").append({kDigits[byte >> 4], kDigits[byte & 15]});
}

}  // namespace

std::string Quoted(std::string_view bytes) {
  std::string out = "\"";
  for (const char c : bytes.substr(0, kMostBytes)) AppendByte(static_cast<unsigned char>(c), &out);
  return out + (bytes.size() > kMostBytes ? "...\"" : "\"");
}

}  // namespace weir::plugin

#include "web/answer.h"

#include <charconv>
#include <ctime>
#include <utility>

namespace weir::web {
namespace {

// Left free in front of a piece for what stands before it, of which only then is known what it
// says.
constexpr size_t kFront = 2048;

std::string_view Reason(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 408:
      return "Request Timeout";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 500:
      return "Internal Server Error";
    case 503:
      return "Service Unavailable";
    case 505:
      return "HTTP Version Not Supported";
    default:
      return "Unknown";
  }
}

void PutTwoDigits(char* out, int number) {
  out[0] = static_cast<char>('0' + number / 10 % 10);
  out[1] = static_cast<char>('0' + number % 10);
}

// RFC 9110 section 5.6.7; strftime's names would follow the locale.
std::string Date(time_t now) {
  static constexpr std::string_view kDays = "SunMonTueWedThuFriSat";
  static constexpr std::string_view kMonths = "JanFebMarAprMayJunJulAugSepOctNovDec";
  tm parts{};
  gmtime_r(&now, &parts);
  std::string text = "Ddd, 00 Mmm 0000 00:00:00 GMT";
  kDays.copy(&text[0], 3, static_cast<size_t>(parts.tm_wday) * 3);
  PutTwoDigits(&text[5], parts.tm_mday);
  kMonths.copy(&text[8], 3, static_cast<size_t>(parts.tm_mon) * 3);
  PutTwoDigits(&text[12], (parts.tm_year + 1900) / 100);
  PutTwoDigits(&text[14], parts.tm_year % 100);
  PutTwoDigits(&text[17], parts.tm_hour);
  PutTwoDigits(&text[20], parts.tm_min);
  PutTwoDigits(&text[23], parts.tm_sec);
  return text;
}

void AppendHeader(std::string& head, std::string_view name, std::string_view value) {
  head.append(name).append(": ").append(value).append("\r\n");
}

std::string Hexadecimal(size_t number) {
  char text[16];
  return {text, std::to_chars(text, text + sizeof text, number, 16).ptr};
}

// What is only known when the body is made is left out for HEAD (RFC 9110 section 9.3.2).
std::string LengthToHead(const Content& content) {
  const auto* const text = std::get_if<std::string>(&content);
  return text == nullptr ? "" : std::to_string(text->size());
}

}  // namespace

Answer::Answer(Response response, Form form) : response_(std::move(response)), form_(form) {}

std::string_view Answer::Next(expose::Buffer& scratch) {
  if (ended_) return {};
  scratch.Truncate(0);
  scratch.Advance(scratch.Reserve(kFront) + kFront);
  if (!std::exchange(begun_, true)) return Begin(scratch);
  ended_ = !Fill(scratch);
  return Framed("", scratch);
}

std::string_view Answer::Begin(expose::Buffer& scratch) {
  if (form_.head_only) {
    ended_ = true;
    return PutInFront(Head(LengthToHead(response_.content)), scratch);
  }
  ended_ = !Fill(scratch);
  chunked_ = !ended_ && !form_.http10;
  // The end of a body without length and chunks is the connection's.
  if (!ended_ && !chunked_) form_.keep_alive = false;
  return Framed(Head(ended_ ? std::to_string(scratch.size() - kFront) : ""), scratch);
}

// Appends a piece of the content.  False: it was the last, and may be empty.
bool Answer::Fill(expose::Buffer& scratch) {
  if (const auto* const text = std::get_if<std::string>(&response_.content)) {
    scratch.Append(*text);
    return false;
  }
  bool more = true;
  while (more && scratch.size() == kFront) more = std::get<1>(response_.content)->Next(scratch);
  return more;
}

std::string_view Answer::Framed(std::string front, expose::Buffer& scratch) {
  const size_t length = scratch.size() - kFront;
  if (chunked_ && length > 0) {
    front.append(Hexadecimal(length)).append("\r\n");
    scratch.Append("\r\n");
  }
  if (chunked_ && ended_) scratch.Append("0\r\n\r\n");
  return PutInFront(front, scratch);
}

std::string_view Answer::PutInFront(const std::string& front, expose::Buffer& scratch) {
  if (front.size() > kFront) {  // the operator's headers are longer than any of ours
    whole_ = front;
    return whole_.append(scratch.view().substr(kFront));
  }
  char* const begin = scratch.begin() + kFront - front.size();
  front.copy(begin, front.size());
  return scratch.view().substr(kFront - front.size());
}

std::string Answer::Head(const std::string& length) const {
  std::string head;
  head.reserve(512);
  head += form_.http10 ? "HTTP/1.0 " : "HTTP/1.1 ";
  head += std::to_string(response_.status);
  head.append(" ").append(Reason(response_.status)).append("\r\n");
  AppendHeader(head, "Date", Date(time(nullptr)));
  AppendHeader(head, "Server", "weir");
  AppendHeader(head, "Content-Type", response_.content_type);
  AppendHeader(head, "X-Content-Type-Options", "nosniff");
  for (const auto& [name, value] : response_.headers) AppendHeader(head, name, value);
  if (!length.empty()) AppendHeader(head, "Content-Length", length);
  if (chunked_) AppendHeader(head, "Transfer-Encoding", "chunked");
  if (!form_.keep_alive) AppendHeader(head, "Connection", "close");
  if (form_.keep_alive && form_.http10) AppendHeader(head, "Connection", "keep-alive");
  return head += "\r\n";
}

}  // namespace weir::web

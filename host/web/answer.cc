#include "web/answer.h"

#include <charconv>
#include <cstdio>
#include <ctime>
#include <utility>

namespace weir::web {
namespace {

// A page of one piece up to this size gets a Content-Length, for the price of copying it.
constexpr size_t kSmall = 64 * 1024 + 4096;

std::string_view Reason(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 400:
      return "Bad Request";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 408:
      return "Request Timeout";
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

// RFC 9110 section 5.6.7; strftime's names would follow the locale.
std::string Date(time_t now) {
  static constexpr const char* kDays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr const char* kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                            "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  tm parts{};
  gmtime_r(&now, &parts);
  char text[64];
  snprintf(text, sizeof text, "%s, %02d %s %d %02d:%02d:%02d GMT", kDays[parts.tm_wday],
           parts.tm_mday, kMonths[parts.tm_mon], parts.tm_year + 1900, parts.tm_hour, parts.tm_min,
           parts.tm_sec);
  return text;
}

void AppendHeader(std::string& head, std::string_view name, std::string_view value) {
  head.append(name).append(": ").append(value).append("\r\n");
}

}  // namespace

Answer::Answer(Response response, Form form) : response_(std::move(response)), form_(form) {}

std::span<const std::string_view> Answer::Next() {
  if (step_ == Step::kHead) return Begin();
  part_count_ = size_count_ = 0;
  if (step_ == Step::kEnd) return {};
  const std::string_view piece = std::get<1>(response_.content)->Next();
  if (!piece.empty()) {
    AddPiece(piece);
  } else {
    step_ = Step::kEnd;
    if (chunked_) AddPart("0\r\n\r\n");
  }
  return Parts();
}

std::span<const std::string_view> Answer::Begin() {
  if (const auto* text = std::get_if<std::string>(&response_.content)) {
    BeginText(*text);
  } else {
    BeginBody(*std::get<1>(response_.content));
  }
  return Parts();
}

void Answer::BeginText(const std::string& text) {
  step_ = Step::kEnd;
  WriteHead(std::to_string(text.size()));
  if (!form_.head_only && !text.empty()) AddPart(text);
}

// What is only known when the body is made is left out for HEAD (RFC 9110 section 9.3.2).
void Answer::BeginBody(expose::Body& body) {
  if (form_.head_only) {
    step_ = Step::kEnd;
    WriteHead("");
    return;
  }
  const std::string_view first = body.Next();
  if (first.size() > kSmall) return BeginPieces(first);
  first_piece_ = first;
  const std::string_view second = first.empty() ? first : body.Next();
  if (second.empty()) return BeginWhole(first_piece_);
  BeginPieces(first_piece_);
  AddPiece(second);
}

void Answer::BeginWhole(std::string_view piece) {
  step_ = Step::kEnd;
  WriteHead(std::to_string(piece.size()));
  if (!piece.empty()) AddPart(piece);
}

void Answer::BeginPieces(std::string_view piece) {
  step_ = Step::kPieces;
  chunked_ = !form_.http10;
  if (!chunked_) form_.keep_alive = false;  // the end of the body is the connection's
  WriteHead("");
  AddPiece(piece);
}

void Answer::AddPiece(std::string_view piece) {
  if (!chunked_) return AddPart(piece);
  std::array<char, 20>& size = sizes_[size_count_++];
  char* end = std::to_chars(size.data(), size.data() + size.size() - 2, piece.size(), 16).ptr;
  *end++ = '\r';
  *end++ = '\n';
  AddPart({size.data(), static_cast<size_t>(end - size.data())});
  AddPart(piece);
  AddPart("\r\n");
}

void Answer::WriteHead(std::string_view length) {
  head_.reserve(512);
  head_ += form_.http10 ? "HTTP/1.0 " : "HTTP/1.1 ";
  head_ += std::to_string(response_.status);
  head_.append(" ").append(Reason(response_.status)).append("\r\n");
  AppendHeader(head_, "Date", Date(time(nullptr)));
  AppendHeader(head_, "Server", "weir");
  AppendHeader(head_, "Content-Type", response_.content_type);
  AppendHeader(head_, "X-Content-Type-Options", "nosniff");
  for (const auto& [name, value] : response_.headers) AppendHeader(head_, name, value);
  if (!length.empty()) AppendHeader(head_, "Content-Length", length);
  if (chunked_) AppendHeader(head_, "Transfer-Encoding", "chunked");
  if (!form_.keep_alive) AppendHeader(head_, "Connection", "close");
  if (form_.keep_alive && form_.http10) AppendHeader(head_, "Connection", "keep-alive");
  head_ += "\r\n";
  AddPart(head_);
}

}  // namespace weir::web

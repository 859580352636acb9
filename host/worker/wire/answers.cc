#include "worker/wire/answers.h"

#include <algorithm>

#include "series/names.h"
#include "worker/wire/reader.h"

namespace weir::wire {
namespace {

constexpr size_t kMostText = 4096;
constexpr size_t kMostNameText = 256;
constexpr size_t kMostUnreadKeys = 32;
constexpr size_t kMostViolations = 32;
constexpr size_t kMostViolationText = 1024;

// Of UTF-8 what fits, also UTF-8.
std::string_view Cut(std::string_view text, size_t most = kMostText) {
  if (text.size() <= most) return text;
  size_t end = most;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end);
}

bool IsControl(char c) { return static_cast<unsigned char>(c) < 0x20; }

bool IsLine(std::string_view text) {
  return text.size() <= kMostText && series::IsUtf8(text) && std::ranges::none_of(text, IsControl);
}

bool IsName(std::string_view text) { return text.size() <= kMostNameText && IsLine(text); }

bool IsText(std::string_view text) { return text.size() <= kMostText && series::IsUtf8(text); }

bool IsGood(const plugin::Violation& violation) {
  return IsText(violation.pointer) && IsLine(violation.message);
}

bool IsKnown(weir_status status) { return status >= WEIR_E_LIMIT && status <= WEIR_NO_DATA; }

}  // namespace

bool AddHello(Encoder& encoder, const Hello& hello) {
  return encoder.Add(Type::kHello, [&](Writer& out) {
    out.Number(hello.version);
    out.Text(Cut(hello.plugin, kMostNameText));
    out.Text(Cut(hello.plugin_version, kMostNameText));
    out.Text(hello.sandbox);
  });
}

Result<Hello> ReadHello(std::string_view payload) {
  Reader in(payload);
  Hello hello;
  hello.version = in.Number<uint32_t>();
  if (hello.version != kProtocolVersion) {
    return Fail("version " + std::to_string(hello.version) + " of the protocol instead of " +
                std::to_string(kProtocolVersion));
  }
  hello.plugin = in.Text();
  hello.plugin_version = in.Text();
  hello.sandbox = in.Text();
  if (!in.done() || hello.plugin.empty() || !IsName(hello.plugin) || !IsName(hello.plugin_version))
    return Fail("a malformed frame \"hello\"");
  return hello;
}

bool AddLog(Encoder& encoder, const LogLine& line) {
  return encoder.Add(Type::kLog, [&](Writer& out) {
    out.Number(line.level);
    out.Number(line.held_back);
    out.Text(line.text.substr(0, kMostLogText));
  });
}

Result<LogLine> ReadLog(std::string_view payload) {
  Reader in(payload);
  LogLine line;
  line.level = in.Number<int32_t>();
  line.held_back = in.Number<uint64_t>();
  line.text = in.Text();
  if (!in.done() || line.text.size() > kMostLogText) return Fail("a malformed frame \"log\"");
  return line;
}

void AddEnd(Encoder& encoder, const End& end) {
  const size_t violations = std::min(end.violations.size(), kMostViolations);
  const size_t keys = std::min(end.unread_keys.size(), kMostUnreadKeys);
  encoder.Add(Type::kEnd, [&](Writer& out) {
    out.Number(end.outcome.status);
    out.Number(int32_t{end.outcome.os_error});
    out.Number(end.took_ns);
    for (const uint64_t count : end.refused) out.Number(count);
    for (const uint64_t count : end.dropped) out.Number(count);
    out.Text(Cut(end.outcome.message));
    out.Text(Cut(end.outcome.config_pointer));
    out.Text(Cut(end.last_refusal));
    out.Each(std::span(end.violations).first(violations), [&](const plugin::Violation& violation) {
      out.Text(Cut(violation.pointer, kMostViolationText));
      out.Text(Cut(violation.message, kMostViolationText));
    });
    out.Each(std::span(end.unread_keys).first(keys),
             [&](const std::string& key) { out.Text(Cut(key)); });
  });
}

Result<End> ReadEnd(std::string_view payload) {
  Reader in(payload);
  End end;
  end.outcome.status = in.Number<int32_t>();
  end.outcome.os_error = in.Number<int32_t>();
  end.took_ns = in.Number<uint64_t>();
  for (uint64_t& count : end.refused) count = in.Number<uint64_t>();
  for (uint64_t& count : end.dropped) count = in.Number<uint64_t>();
  end.outcome.message = in.Text();
  end.outcome.config_pointer = in.Text();
  end.last_refusal = in.Text();
  end.violations = in.Each(2 * sizeof(uint32_t), [&] {
    std::string pointer(in.Text());
    return plugin::Violation{std::move(pointer), std::string(in.Text())};
  });
  end.unread_keys = in.Texts<std::string>();
  const bool texts = IsLine(end.outcome.message) && IsLine(end.outcome.config_pointer) &&
                     IsText(end.last_refusal) && end.unread_keys.size() <= kMostUnreadKeys &&
                     std::ranges::all_of(end.unread_keys, IsText) &&
                     end.violations.size() <= kMostViolations &&
                     std::ranges::all_of(end.violations, IsGood);
  if (!in.done() || !texts || !IsKnown(end.outcome.status))
    return Fail("a malformed frame \"end\"");
  return end;
}

}  // namespace weir::wire

#include "worker/wire/orders.h"

#include "worker/wire/reader.h"

namespace weir::wire {
namespace {

void WriteLimits(Writer& out, const series::Limits& limits) {
  for (const size_t each :
       {limits.series, limits.labels, limits.name_bytes, limits.value_bytes, limits.help_bytes}) {
    out.Number(uint64_t{each});
  }
}

series::Limits ReadLimits(Reader& in) {
  series::Limits limits;
  for (size_t* const each : {&limits.series, &limits.labels, &limits.name_bytes,
                             &limits.value_bytes, &limits.help_bytes}) {
    *each = in.Number<uint64_t>();
  }
  return limits;
}

}  // namespace

bool AddStart(Encoder& encoder, const Start& start) {
  return encoder.Add(Type::kStart, [&](Writer& out) {
    out.Number(start.version);
    out.Number(int64_t{start.host});
    out.Number(uint8_t{start.by_path});
    out.Number(uint8_t{start.honor_timestamps});
    out.Number(uint8_t{start.created_timestamps});
    out.Number(start.log_level);
    WriteLimits(out, start.limits);
    for (const auto* text :
         {&start.collector, &start.path, &start.asked, &start.config, &start.policy}) {
      out.Text(*text);
    }
  });
}

Result<Start> ReadStart(std::string_view payload) {
  Reader in(payload);
  Start start;
  start.version = in.Number<uint32_t>();
  if (start.version != kProtocolVersion) {
    return Fail("the host speaks version " + std::to_string(start.version) +
                " of the protocol, the worker " + std::to_string(kProtocolVersion));
  }
  start.host = static_cast<pid_t>(in.Number<int64_t>());
  start.by_path = in.Number<uint8_t>() != 0;
  start.honor_timestamps = in.Number<uint8_t>() != 0;
  start.created_timestamps = in.Number<uint8_t>() != 0;
  start.log_level = in.Number<int32_t>();
  start.limits = ReadLimits(in);
  for (auto* text : {&start.collector, &start.path, &start.asked, &start.config, &start.policy})
    *text = in.Text();
  if (!in.done()) return Fail("a malformed frame \"start\"");
  return start;
}

bool AddCollect(Encoder& encoder, uint64_t deadline_ns) {
  return encoder.Add(Type::kCollect, [&](Writer& out) { out.Number(deadline_ns); });
}

Result<uint64_t> ReadCollect(std::string_view payload) {
  Reader in(payload);
  const auto deadline_ns = in.Number<uint64_t>();
  if (!in.done()) return Fail("a malformed frame \"collect\"");
  return deadline_ns;
}

bool AddStop(Encoder& encoder) {
  return encoder.Add(Type::kStop, [](Writer&) {});
}

}  // namespace weir::wire

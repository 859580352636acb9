// Any bytes from a worker: no frame ends the host, a page is strictly right whatever was said, and
// an honest worker commits no violation.
#include <algorithm>
#include <string>
#include <vector>

#include "expose/exposition.h"
#include "log/log.h"
#include "page_check.h"
#include "talk.h"
#include "target.h"
#include "weir/testing/native.h"
#include "worker/obituary.h"
#include "worker/replay.h"
#include "worker/wire/decoder.h"

namespace weir::fuzz {
namespace {

using expose::Format;
using series::Slot;

// ---- Three ways from an input to a stream

enum class Manner { kBytes, kFrames, kTalk };

// Any payloads in frames that are right as such.
std::string FramesOf(Input& input) {
  std::string stream;
  for (uint32_t sequence = 0; !input.empty(); ++sequence) {
    const auto type = static_cast<uint32_t>(wire::Type::kHello) + input.Pick(11);
    const std::string_view payload = input.OneIn(16) ? input.Rest() : input.Bytes();
    const wire::Header header = {wire::kMagic, static_cast<uint32_t>(type),
                                 static_cast<uint32_t>(payload.size()), sequence};
    stream.append(reinterpret_cast<const char*>(&header), sizeof header).append(payload);
  }
  return stream;
}

series::Recorder::Options Options(Input& input) {
  series::Recorder::Options options;
  options.honor_timestamps = options.created_timestamps = input.OneIn(2);
  if (input.OneIn(2)) options.labels = {{"site", "fra1"}, {"x", "\\\"\n"}};
  if (input.OneIn(4)) options.limits = {30, 3, 12, 8, 16};
  return options;
}

// ---- The host's side

weir_sparse_buckets Lent(const series::SparseBuckets& buckets,
                         std::vector<weir_bucket_span>& spans) {
  for (const auto& span : buckets.spans) spans.push_back({span.offset, span.length});
  return {spans.data(), spans.size(), buckets.counts.data(), buckets.counts.size()};
}

// Judged by the rules of the SDK's testing kit, which knows nothing of the host's.
std::string MistakeOf(const series::NativeHistogram& native, double count, double sum) {
  std::vector<weir_bucket_span> positive, negative;
  const weir_native_histogram lent = {native.schema,
                                      0,
                                      native.zero_threshold,
                                      native.zero_count,
                                      Lent(native.positive, positive),
                                      Lent(native.negative, negative)};
  return weir::testing::NativeMistake(weir::testing::ReadNative(lent), count, sum);
}

// Whatever was attached: what is left belongs to a histogram that is shown, and is right.
void CheckNatives(const series::Snapshot& snapshot) {
  const auto& natives = snapshot.samples->natives;
  size_t found = 0;
  const auto check = [&](const series::Family& family, Slot first) {
    const auto native = std::ranges::find(natives, first, &series::AttachedNative::first);
    if (native == natives.end()) return;
    const double* const totals = &snapshot.samples->values[first + family.bounds.size()];
    WEIR_REQUIRE(snapshot.samples->Shows(first) && native->histogram, "one that is not shown");
    const std::string mistake = MistakeOf(*native->histogram, totals[0], totals[1]);
    WEIR_REQUIRE(mistake.empty(), mistake);
    ++found;
  };
  for (const auto& family : snapshot.table->families) {
    for (const auto& block : family->blocks) {
      for (const auto& line : block->lines) check(*family->family, line.slot);
    }
  }
  WEIR_REQUIRE(found == natives.size(), "a native histogram of no series");
}

class Listener {
 public:
  explicit Listener(const series::Recorder::Options& options)
      : replay_(options, {[](const wire::Hello&) { return Result<void>(); },
                          [](const wire::LogLine&) { return Result<void>(); }}) {
    config::Collector config;
    config.name = "c";
    config_ = std::make_shared<const config::Collector>(config);
  }

  // In portions, as they might arrive.  False: a violation.
  bool Hear(std::string_view stream, size_t portion) {
    for (size_t at = 0; at < stream.size(); at += portion) {
      const auto fed = decoder_.Feed(stream.substr(at, portion),
                                     [this](const wire::Frame& frame) { return Take(frame); });
      if (fed) continue;
      violation_ = fed.error().message;
      WEIR_REQUIRE(!violation_.empty(), "a violation without a word");
      return false;
    }
    return true;
  }
  const std::string& violation() const { return violation_; }

 private:
  Result<void> Take(const wire::Frame& frame) {
    auto taken = replay_.Take(frame);
    if (!taken) return tl::unexpected(taken.error());
    if (!taken->has_value()) return {};
    const collect::Report& report = **taken;
    if (report.snapshot) Look(*report.snapshot);
    if (!report.alive) return Fail("it is over");
    replay_.BeginCollection();
    return {};
  }

  void Look(const series::Snapshot& snapshot) {
    ++pages_;
    collect::View view;
    view.config = config_;
    view.snapshot = snapshot;
    CheckNatives(snapshot);
    for (const Format format : {Format::kText, Format::kOpenMetrics, Format::kProtobuf})
      CheckPage(view, format);
  }

  void CheckPage(const collect::View& view, Format format) const {
    const auto body = expose::Exposition::PageOf({view}, {format}, pages_ % 2 == 0);
    const std::string page = pages_ % 2 == 0 ? DrainCompressed(*body) : Drain(*body);
    size_t lines = 0;
    for (const auto& family : Parse(page, format)) lines += family.samples.size();
    if (format == Format::kProtobuf) return;  // which has no lines
    const series::Samples& samples = *view.snapshot.samples;
    const size_t created = format == Format::kText ? 0 : samples.created.size();  // at most
    WEIR_REQUIRE(lines >= samples.lines && lines <= samples.lines + created,
                 "lines are missing\n" + page);
  }

  std::shared_ptr<const config::Collector> config_;
  worker::Replay replay_;
  wire::Decoder decoder_{wire::Sender::kWorker};
  std::string violation_;
  size_t pages_ = 0;
};

// What it leaves in the crash pipe is no better.
void CheckLastWords(std::string_view bytes) {
  const auto crash = worker::LastWords(bytes);
  const std::string said = worker::Obituary({}, crash, wire::Call::kCollect, "p.so");
  WEIR_REQUIRE(!said.empty() && said.find('\n') == std::string::npos, said);
}

void Run(Input input) {
  const auto manner = static_cast<Manner>(input.Pick(3));
  const series::Recorder::Options options = Options(input);
  const size_t portion = input.OneIn(2) ? size_t{1} + input.Byte() : 65536;
  Talk talk(options.limits);
  const std::string stream = manner == Manner::kTalk     ? talk.Say(input)
                             : manner == Manner::kFrames ? FramesOf(input)
                                                         : std::string(input.Rest());
  Listener listener(options);
  const bool heard = listener.Hear(stream, portion);
  if (manner == Manner::kTalk && talk.honest()) {
    WEIR_REQUIRE(heard || listener.violation() == "it is over", listener.violation());
  }
  CheckLastWords(stream);
}

}  // namespace
}  // namespace weir::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  weir::log::Configure(weir::log::Level::kError, weir::log::Format::kLogfmt);
  weir::fuzz::Run(weir::fuzz::Input(weir::fuzz::TextOf(data, size)));
  return 0;
}

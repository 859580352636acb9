#include "page_check.h"

#include <bit>
#include <cmath>

#include "inflate.h"
#include "target.h"

namespace weir::fuzz {
namespace {

using expose::Format;
using series::Type;

// What the family has to be called in text, which knows five types.
std::string TextType(const series::Family& family) {
  switch (family.type) {
    case Type::kCounter:
      return "counter";
    case Type::kHistogram:
      return "histogram";
    case Type::kSummary:
      return "summary";
    case Type::kUntyped:
      return "untyped";
    default:
      return "gauge";
  }
}

std::string OpenMetricsType(const series::Family& family) {
  constexpr const char* kTypes[] = {"unknown", "counter", "gauge",    "histogram",
                                    "summary", "info",    "stateset", "gaugehistogram"};
  return kTypes[static_cast<size_t>(family.type)];
}

bool SameBits(double a, double b) {
  return std::bit_cast<uint64_t>(a) == std::bit_cast<uint64_t>(b) ||
         (std::isnan(a) && std::isnan(b));
}

// Text has milliseconds, OpenMetrics seconds.
std::optional<double> TimeOf(int64_t timestamp_ms, Format format) {
  if (timestamp_ms == 0) return std::nullopt;
  const auto ms = static_cast<double>(timestamp_ms);
  return format == Format::kText ? ms : ms / 1000;
}

class Comparison {
 public:
  Comparison(const std::string& page, Format format, const Expected& expected)
      : page_(page), format_(format), expected_(expected) {}

  void Run() {
    size_t found = 0;
    for (const auto& family : Parse(page_, format_)) {
      CheckFamily(family);
      for (const auto& sample : family.samples) CheckSample(family, sample);
      found += family.samples.size();
    }
    // The parser has seen to it that no line is there twice.
    WEIR_REQUIRE(found == expected_.lines.size(), "lines are missing" + Shown());
  }

 private:
  std::string Shown() const { return "\n" + page_; }

  void CheckFamily(const strict::Family& family) const {
    const auto known = expected_.families.find(family.samples.front().name);
    WEIR_REQUIRE(known != expected_.families.end(), "nobody's family" + Shown());
    const series::Family& said = *known->second;
    const bool unknown = format_ == Format::kOpenMetrics && family.type == "unknown";
    const std::string type = format_ == Format::kText ? TextType(said) : OpenMetricsType(said);
    WEIR_REQUIRE(unknown || family.type == type, family.name + " is a " + type + Shown());
    WEIR_REQUIRE(family.help.value_or("") == said.help, family.name + ": another help" + Shown());
    if (unknown || format_ == Format::kText) return;
    WEIR_REQUIRE(family.unit.value_or("") == said.unit, family.name + ": another unit" + Shown());
  }

  void CheckSample(const strict::Family& family, const strict::Sample& sample) const {
    const auto said = expected_.lines.find({sample.name, sample.labels});
    WEIR_REQUIRE(said != expected_.lines.end(), sample.name + ": not said" + Shown());
    WEIR_REQUIRE(SameBits(sample.value, said->second.value), sample.name + ": value" + Shown());
    WEIR_REQUIRE(sample.timestamp == TimeOf(said->second.timestamp_ms, format_),
                 sample.name + ": time" + Shown());
    const bool can_remark = format_ == Format::kOpenMetrics && family.type != "unknown";
    CheckRemark(sample, can_remark ? said->second.remark : nullptr);
  }

  void CheckRemark(const strict::Sample& sample, const Remark* remark) const {
    const auto& shown = sample.exemplar;
    WEIR_REQUIRE(shown.has_value() == (remark != nullptr), sample.name + ": exemplar" + Shown());
    if (remark == nullptr) return;
    const bool same = shown->labels == remark->labels && SameBits(shown->value, remark->value) &&
                      shown->timestamp == TimeOf(remark->timestamp_ms, format_);
    WEIR_REQUIRE(same, sample.name + ": another exemplar" + Shown());
  }

  const std::string& page_;
  const Format format_;
  const Expected& expected_;
};

}  // namespace

std::string Drain(expose::Body& body) {
  std::string text;
  expose::ForEachPiece(body, [&](std::string_view piece) { text += piece; });
  return text;
}

std::string DrainCompressed(expose::Body& body) { return Inflate(Drain(body)); }

strict::Page Parse(const std::string& page, Format format) {
  try {
    if (format == Format::kProtobuf) return strict::ParseProtobuf(page);
    return format == Format::kText ? strict::ParseText(page) : strict::ParseOpenMetrics(page);
  } catch (const strict::NotStrict& violation) {
    Report(__FILE__, __LINE__, std::string(violation.what()) + "\n" + page);
  }
}

void CheckPage(const std::string& page, Format format, const Expected& expected) {
  Comparison(page, format, expected).Run();
}

}  // namespace weir::fuzz

#include "words.h"

#include <limits>
#include <string_view>

namespace weir::fuzz {
namespace {

using series::Family;
using series::Type;
using namespace std::string_view_literals;

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

// Whose samples and escaped forms meet each other's.
constexpr std::string_view kStems[] = {"a",    "b",    "c.d",  "c_d",  "c-d",     "größe", "x:y",
                                       "e",    "weir", "__a",  "1a",   "",        "a b",   "\xff",
                                       "U__a", "le",   "a\nb", "\0"sv, "quantile"};
constexpr std::string_view kSuffixes[] = {
    "",        "_total", "_info",    "_created",       "_bucket", "_count",  "_sum",
    "_gcount", "_gsum",  "_seconds", "_seconds_total", ".total",  "_total ", "_x"};
constexpr std::string_view kUnits[] = {"seconds", "total", "x", "", "d", "\n"};
constexpr std::string_view kLabels[] = {"x",
                                        "y",
                                        "le",
                                        "quantile",
                                        "größe",
                                        "z.z",
                                        "z_z",
                                        "a",
                                        "__x",
                                        "exported_x",
                                        "site",
                                        "exported_site",
                                        "1",
                                        "",
                                        "a:b",
                                        "\xc3",
                                        "exported_exported_site",
                                        "x\ny"};
constexpr std::string_view kTexts[] = {
    "",  "a",    "b",    "\"",    "\\",     "\n",           "é",
    "}", " # {", "\0"sv, "\r",    "\xff",   "\xed\xa0\x80", "\\n",
    ",", "=",    "\t",   "# EOF", "\u2028", "+Inf",         "1.0"};
constexpr double kDoubles[] = {0,    -0.0,      1,          -1,     0.5,     2,
                               kNaN, kInfinity, -kInfinity, 5e-324, 1.7e308, 9007199254740992.0,
                               1e6,  0.1};
constexpr int64_t kTimestamps[] = {0,
                                   1,
                                   1700000000123,
                                   -1,
                                   253'402'300'799'999,
                                   253'402'300'800'000,
                                   std::numeric_limits<int64_t>::min(),
                                   std::numeric_limits<int64_t>::max()};

bool HasBounds(Type type) {
  return type == Type::kHistogram || type == Type::kGaugeHistogram || type == Type::kSummary;
}

std::vector<double> AnyBounds(Input& input) {
  std::vector<double> bounds;
  double bound = input.OneIn(4) ? -1 : 0;
  for (size_t i = input.Pick(5); i > 0; --i) {
    bounds.push_back(input.OneIn(12) ? AnyDouble(input) : bound);
    bound += static_cast<double>(input.Pick(9)) / 8;
  }
  return bounds;
}

// What a distribution's buckets and count may be: none falls.
std::vector<double> Rising(Input& input, size_t slots) {
  std::vector<double> values;
  double value = 0;
  for (size_t i = 0; i < slots; ++i) values.push_back(value += static_cast<double>(input.Pick(4)));
  return values;
}

}  // namespace

std::string AnyMetricName(Input& input) {
  if (input.OneIn(16)) return std::string(input.Bytes());
  return std::string(input.Of(kStems)) + std::string(input.Of(kSuffixes));
}

std::string AnyLabelName(Input& input) {
  return std::string(input.OneIn(16) ? input.Bytes() : input.Of(kLabels));
}

std::string AnyText(Input& input) {
  if (input.OneIn(16)) return std::string(input.Bytes());
  if (input.OneIn(32)) return std::string(input.Word() % 6000, 'x');
  std::string text;
  for (size_t i = input.Pick(4); i > 0; --i) text += input.Of(kTexts);
  return text;
}

double AnyDouble(Input& input) { return input.OneIn(4) ? input.Double() : input.Of(kDoubles); }

int64_t AnyTimestamp(Input& input) {
  return input.OneIn(8) ? static_cast<int64_t>(input.Word()) : input.Of(kTimestamps);
}

Family AnyFamily(Input& input) {
  Family family;
  family.type = static_cast<Type>(input.Pick(series::kTypes + 1));  // one that there is not
  family.name = AnyMetricName(input);
  family.help = AnyText(input);
  if (input.OneIn(3)) family.unit = input.Of(kUnits);
  for (size_t i = input.Pick(4); i > 0; --i) family.label_names.push_back(AnyLabelName(input));
  if (HasBounds(family.type) || input.OneIn(16)) family.bounds = AnyBounds(input);
  if (family.type == Type::kStateSet || input.OneIn(16)) {
    for (size_t i = input.Pick(4); i > 0; --i) family.states.push_back(AnyText(input));
  }
  return family;
}

std::vector<std::string> AnyLabelValues(Input& input, const Family& family) {
  const size_t count = family.label_names.size();
  std::vector<std::string> values;
  for (size_t i = 0; i < count; ++i) values.push_back(AnyText(input));
  if (input.OneIn(32)) values.resize(input.Pick(6));
  return values;
}

std::vector<double> AnyValues(Input& input, const Family& family, size_t slots) {
  if (input.OneIn(8)) {
    std::vector<double> values(slots);
    for (double& value : values) value = AnyDouble(input);
    return values;
  }
  if (HasBounds(family.type)) return Rising(input, slots);
  std::vector<double> values(slots, 1);
  if (family.type == Type::kStateSet) {
    for (double& value : values) value = static_cast<double>(input.Pick(2));
  } else if (family.type != Type::kInfo) {
    values[0] = AnyDouble(input);
  }
  return values;
}

series::NativeHistogram AnyNative(Input& input, uint64_t observations) {
  series::NativeHistogram native;
  native.schema = static_cast<int32_t>(input.Pick(13)) - 4;
  if (input.OneIn(2)) native.zero_threshold = AnyDouble(input);
  auto& buckets = input.OneIn(2) ? native.positive : native.negative;
  for (size_t i = input.Pick(3); i > 0; --i) {
    const auto length = static_cast<uint32_t>(input.OneIn(8) ? input.Byte() : 1);
    const auto offset = static_cast<int32_t>(input.OneIn(8) ? input.Word() : input.Byte());
    buckets.spans.push_back({offset, length});
    buckets.counts.insert(buckets.counts.end(), length, 0);
  }
  if (input.OneIn(16)) buckets.counts.push_back(input.Word());
  (buckets.counts.empty() ? native.zero_count : buckets.counts.back()) = observations;
  return native;
}

}  // namespace weir::fuzz

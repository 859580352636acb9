#include "expose/page_names.h"

#include <string_view>

#include "series/names.h"

namespace weir::expose {
namespace {

using series::Family;
using series::Type;

// As the page writes it; what is compared here is what a reader sees.
std::string AsWritten(const std::string& name) {
  return series::EscapeName(name, series::Escaping::kUnderscores);
}

}  // namespace

std::vector<std::string> NamesOnPage(const Family& family) {
  auto names = series::SampleNames(family);
  for (size_t i = 0, count = names.size(); i < count; ++i) {
    // Two names that are not the same so may still be when `values` are asked for.
    if (!series::IsLegacyMetricName(names[i]))
      names.push_back(series::EscapeName(names[i], series::Escaping::kValues));
    names[i] = AsWritten(names[i]);
  }
  return names;
}

std::vector<std::string> OpenMetricsNames(const Family& family) {
  std::string base = AsWritten(family.name);
  std::vector<std::string_view> suffixes;
  switch (family.type) {
    case Type::kCounter:
      base.resize(base.size() - std::string_view("_total").size());
      suffixes = {"_total", "_created"};
      break;
    case Type::kInfo:
      base.resize(base.size() - std::string_view("_info").size());
      suffixes = {"_info"};
      break;
    case Type::kHistogram:
      suffixes = {"_bucket", "_count", "_sum", "_created"};
      break;
    case Type::kSummary:
      suffixes = {"_count", "_sum", "_created"};
      break;
    case Type::kGaugeHistogram:
      suffixes = {"_bucket", "_gcount", "_gsum"};
      break;
    default:
      break;
  }
  std::vector<std::string> names = {base};
  for (const auto suffix : suffixes) names.push_back(base + std::string(suffix));
  return names;
}

bool CannotSay(const Family& family) {
  switch (family.type) {
    case Type::kUntyped:
      return true;
    case Type::kCounter:
      return !family.name.ends_with("_total") ||
             family.name.size() == std::string_view("_total").size();
    case Type::kInfo:
      return !family.name.ends_with("_info") ||
             family.name.size() == std::string_view("_info").size();
    case Type::kHistogram:  // a sum of negative observations is not allowed there
      return !family.bounds.empty() && family.bounds.front() < 0;
    case Type::kStateSet:  // its name is a label's too, which has no colons
      return AsWritten(family.name) != series::TypeLabel(family);
    default:
      return false;
  }
}

}  // namespace weir::expose

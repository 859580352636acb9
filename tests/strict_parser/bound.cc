#include "bound.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

namespace weir::strict {
namespace {

std::string Scientific(double value, int precision) {
  char text[400];
  snprintf(text, sizeof text, "%.*e", precision, value);
  return text;
}

std::string Fixed(double value, int precision) {
  char text[400];
  snprintf(text, sizeof text, "%.*f", precision, value);
  return text;
}

}  // namespace

std::string CanonicalBound(double bound) {
  int precision = 0;
  while (std::strtod(Scientific(bound, precision).c_str(), nullptr) != bound) ++precision;
  const std::string scientific = Scientific(bound, precision);
  const int exponent = std::atoi(scientific.c_str() + scientific.find('e') + 1);
  if (exponent < -4 || exponent >= 6) return scientific;
  const std::string fixed = Fixed(bound, std::max(precision - exponent, 0));
  return fixed.find('.') == std::string::npos ? fixed + ".0" : fixed;
}

}  // namespace weir::strict

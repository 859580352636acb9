// Names, texts and numbers that a hostile plugin would choose, picked by the bytes of an input.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "input.h"
#include "series/family.h"
#include "series/native_histogram.h"

namespace weir::fuzz {

std::string AnyMetricName(Input& input);
std::string AnyLabelName(Input& input);
// A label's value, a state, a help.
std::string AnyText(Input& input);
double AnyDouble(Input& input);
int64_t AnyTimestamp(Input& input);

series::Family AnyFamily(Input& input);
// A value for each label of the family; now and then one too few or too many.
std::vector<std::string> AnyLabelValues(Input& input, const series::Family& family);
// Values for all slots, mostly such as the type allows.
std::vector<double> AnyValues(Input& input, const series::Family& family, size_t slots);
// Of so many observations; now and then one that is forbidden.
series::NativeHistogram AnyNative(Input& input, uint64_t observations);

}  // namespace weir::fuzz

#include "metric.h"

#include <cmath>
#include <cstdlib>
#include <limits>
#include <set>
#include <utility>

#include "bound.h"

namespace weir::strict {
namespace {

const double kInf = std::numeric_limits<double>::infinity();

double Bound(const Sample& sample, const std::string& label) {
  const auto found = sample.labels.find(label);
  if (found == sample.labels.end()) throw NotStrict(sample.name + " without " + label);
  const std::string& text = found->second;
  if (text == "+Inf") return kInf;
  char* end = nullptr;
  const double bound = std::strtod(text.c_str(), &end);
  if (text.empty() || *end != '\0' || !std::isfinite(bound))
    throw NotStrict("a bound that is none: " + text);
  if (text != CanonicalBound(bound)) throw NotStrict("a bound that is not canonical: " + text);
  return bound;
}

class Metric {
 public:
  Metric(const Family& family, std::vector<const Sample*> samples)
      : family_(family), samples_(std::move(samples)) {}

  void Check() const {
    for (const Sample* sample : samples_) {
      if (sample->timestamp != samples_[0]->timestamp) Refuse("timestamps that differ");
    }
    if (family_.type == "histogram") CheckHistogram("_sum", "_count");
    if (family_.type == "gaugehistogram") CheckHistogram("_gsum", "_gcount");
    if (family_.type == "summary") CheckSummary();
    if (family_.type == "stateset") CheckStates();
  }

 private:
  [[noreturn]] void Refuse(const std::string& why) const {
    throw NotStrict(family_.name + ": " + why);
  }

  double Only(const std::string& suffix) const {
    const Sample* found = nullptr;
    for (const Sample* sample : samples_) {
      if (sample->name != family_.name + suffix) continue;
      if (found != nullptr) Refuse("two of " + suffix);
      found = sample;
    }
    if (found == nullptr) Refuse("none of " + suffix);
    return found->value;
  }

  void CheckHistogram(const std::string& sum, const std::string& count) const {
    double last_bound = -kInf, last_value = 0;
    for (const Sample* sample : samples_) {
      if (sample->name != family_.name + "_bucket") continue;
      const double bound = Bound(*sample, "le");
      if (!(bound > last_bound)) Refuse("bounds that do not rise");
      if (!(sample->value >= last_value)) Refuse("buckets that fall");
      last_bound = bound;
      last_value = sample->value;
    }
    if (last_bound != kInf) Refuse("no +Inf");
    if (Only(count) != last_value) Refuse("a count unlike its +Inf bucket");
    Only(sum);
  }

  void CheckSummary() const {
    double last = -kInf;
    for (const Sample* sample : samples_) {
      if (sample->name != family_.name) continue;
      const double quantile = Bound(*sample, "quantile");
      if (!(quantile >= 0 && quantile <= 1)) Refuse("a quantile that is none");
      if (!(quantile > last)) Refuse("quantiles that do not rise");
      last = quantile;
    }
    if (!(Only("_count") >= 0)) Refuse("a bad count");
    Only("_sum");
  }

  void CheckStates() const {
    for (const Sample* sample : samples_) {
      if (sample->labels.count(family_.name) == 0) Refuse("a state without its label");
      if (sample->value != 0 && sample->value != 1) Refuse("a state that is neither 0 nor 1");
    }
  }

  const Family& family_;
  const std::vector<const Sample*> samples_;
};

// The labels that say which metric a sample belongs to.
Labels Key(const Family& family, const Sample& sample) {
  Labels key = sample.labels;
  const bool bucket = sample.name == family.name + "_bucket";
  if (family.type == "histogram" || family.type == "gaugehistogram") {
    if (bucket) key.erase("le");
  } else if (family.type == "summary" && sample.name == family.name) {
    key.erase("quantile");
  } else if (family.type == "stateset") {
    key.erase(family.name);
  }
  return key;
}

}  // namespace

void CheckMetrics(const Family& family) {
  std::set<Labels> seen;
  for (size_t begin = 0; begin < family.samples.size();) {
    const Labels key = Key(family, family.samples[begin]);
    if (!seen.insert(key).second)
      throw NotStrict(family.name + ": the samples of a series are apart");
    std::vector<const Sample*> samples;
    for (; begin < family.samples.size() && Key(family, family.samples[begin]) == key; ++begin) {
      samples.push_back(&family.samples[begin]);
    }
    Metric(family, std::move(samples)).Check();
  }
}

void CheckNoNegativeBounds(const Family& family) {
  for (const Sample& sample : family.samples) {
    if (sample.name == family.name + "_bucket" && Bound(sample, "le") < 0)
      throw NotStrict(family.name + ": a negative bound");
  }
}

}  // namespace weir::strict

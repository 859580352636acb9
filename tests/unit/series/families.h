// Short ways to write down families.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "series/family.h"

namespace weir::series {

using Words = std::vector<std::string>;
using Bounds = std::vector<double>;

inline Family Scalar(Type type, std::string name, Words labels = {}) {
  return {type, std::move(name), "Help.", "", std::move(labels), {}, {}};
}

inline Family Gauge(std::string name, Words labels = {}) {
  return Scalar(Type::kGauge, std::move(name), std::move(labels));
}

inline Family Counter(std::string name, Words labels = {}) {
  return Scalar(Type::kCounter, std::move(name), std::move(labels));
}

inline Family Bounded(Type type, std::string name, Bounds bounds, Words labels = {}) {
  return {type, std::move(name), "Help.", "", std::move(labels), std::move(bounds), {}};
}

inline Family Histogram(std::string name, Bounds bounds = {1, 5}, Words labels = {}) {
  return Bounded(Type::kHistogram, std::move(name), std::move(bounds), std::move(labels));
}

inline Family Summary(std::string name, Bounds quantiles = {0.5, 0.99}, Words labels = {}) {
  return Bounded(Type::kSummary, std::move(name), std::move(quantiles), std::move(labels));
}

inline Family StateSet(std::string name, Words states = {"off", "on"}, Words labels = {}) {
  return {Type::kStateSet, std::move(name), "Help.", "", std::move(labels), {}, std::move(states)};
}

}  // namespace weir::series

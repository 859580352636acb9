// Delimited io.prometheus.client.MetricFamily messages, read as Prometheus reads them: its names of
// samples, and bounds as labels.
#include <cmath>
#include <limits>
#include <set>
#include <utility>

#include "bound.h"
#include "message.h"
#include "metric.h"
#include "strict_parser.h"

namespace weir::strict {
namespace {

enum Type : unsigned { kCounter, kGauge, kSummary, kUntyped, kHistogram, kGaugeHistogram };
const char* const kTypes[] = {"counter", "gauge",     "summary",
                              "untyped", "histogram", "gaugehistogram"};
// Of Metric: where the value of each type is.
constexpr unsigned kValueFields[] = {3, 2, 4, 5, 7, 7};

std::string BoundLabel(double bound) {
  if (std::isinf(bound) && bound > 0) return "+Inf";
  return CanonicalBound(bound);
}

Labels ReadLabels(const Message& of) {
  Labels labels;
  for (const Message& pair : of.Subs(1)) {
    pair.AllowOnly({1, 2});
    const std::string name = pair.Text(1), value = pair.Text(2);
    if (name.empty() || name.starts_with("__")) throw NotStrict("a reserved label");
    if (value.empty()) throw NotStrict("an empty label");
    if (!labels.emplace(name, value).second) throw NotStrict("a label twice");
  }
  return labels;
}

Exemplar ReadExemplar(const Message& message) {
  message.AllowOnly({1, 2, 3});
  Exemplar exemplar;
  for (const Message& pair : message.Subs(1)) exemplar.labels[pair.Text(1)] = pair.Text(2);
  exemplar.value = message.Double(2);
  if (message.Has(3)) {
    const Message time = message.Sub(3);
    time.AllowOnly({1, 2});
    if (time.Integer(2) >= 1'000'000'000) throw NotStrict("more than a second of nanoseconds");
    exemplar.timestamp =
        static_cast<double>(time.Integer(1)) + static_cast<double>(time.Integer(2)) / 1e9;
  }
  return exemplar;
}

// A count stands in one of two fields.
double ReadCount(const Message& message, unsigned integer, unsigned number) {
  if (message.Has(integer) == message.Has(number)) throw NotStrict("no count, or two");
  return message.Has(integer) ? static_cast<double>(message.Integer(integer))
                              : message.Double(number);
}

class FamilyReader {
 public:
  explicit FamilyReader(const Message& message) : message_(message) {}

  Family Read() {
    message_.AllowOnly({1, 2, 3, 4, 5});
    family_.name = message_.Text(1);
    if (message_.Has(2)) family_.help = message_.Text(2);
    if (message_.Has(5)) family_.unit = message_.Text(5);
    type_ = message_.Integer(3);
    if (type_ >= std::size(kTypes)) throw NotStrict(family_.name + ": unknown type");
    family_.type = kTypes[type_];
    CheckName();
    for (const Message& metric : message_.Subs(4)) ReadMetric(metric);
    if (family_.samples.empty() && family_.natives.empty())
      throw NotStrict(family_.name + ": no metrics");
    return std::move(family_);
  }

 private:
  void CheckName() const {
    if (family_.name.empty()) throw NotStrict("a family without a name");
    if (!family_.unit) return;
    std::string name = family_.name;
    if (type_ == kCounter && name.ends_with("_total")) name.resize(name.size() - 6);
    if (!name.ends_with("_" + *family_.unit)) throw NotStrict(name + ": not in its unit");
  }

  void ReadMetric(const Message& metric) {
    metric.AllowOnly({1, kValueFields[type_], 6});
    labels_ = ReadLabels(metric);
    timestamp_ = {};
    if (metric.Has(6)) timestamp_ = static_cast<double>(metric.Integer(6));
    const Message value = metric.Sub(kValueFields[type_]);
    if (type_ == kHistogram || type_ == kGaugeHistogram) return ReadHistogram(value);
    if (type_ == kSummary) return ReadSummary(value);
    value.AllowOnly(type_ == kCounter ? std::vector<unsigned>{1, 2, 3} : std::vector<unsigned>{1});
    Sample& sample = Add("", labels_, value.Double(1));
    if (type_ == kCounter && !(sample.value >= 0)) throw NotStrict("a count that is none");
    if (value.Has(2)) sample.exemplar = ReadExemplar(value.Sub(2));
  }

  void ReadHistogram(const Message& value) {
    value.AllowOnly({1, 2, 3, 4, 5, 6, 7, 9, 10, 12, 13, 15});
    const bool native = value.Has(5);
    if (native) family_.natives.push_back(ReadNative(value));
    if (type_ == kHistogram) return ReadClassic(value);
    // Prometheus has other names for its classic form.
    if (!native || value.Has(3)) throw NotStrict("a gauge histogram that is not native alone");
  }

  Native ReadNative(const Message& value) {
    Native native{labels_, value.Signed(5), value.Double(6), value.Integer(7), {}, {}};
    native.negative = ReadBuckets(value.Subs(9), value.Signeds(10));
    native.positive = ReadBuckets(value.Subs(12), value.Signeds(13));
    if (native.schema < -4 || native.schema > 8) throw NotStrict("a schema that there is not");
    if (!(native.zero_threshold >= 0)) throw NotStrict("a threshold that is none");
    double count = static_cast<double>(native.zero_count);
    for (const auto* buckets : {&native.positive, &native.negative}) {
      for (const auto& [index, bucket] : *buckets) count += static_cast<double>(bucket);
    }
    const bool agrees = std::isnan(value.Double(2)) ? count <= ReadCount(value, 1, 4)
                                                    : count == ReadCount(value, 1, 4);
    if (!agrees) throw NotStrict("a native histogram that is not of its count");
    return native;
  }

  static std::map<int64_t, uint64_t> ReadBuckets(const std::vector<Message>& spans,
                                                 const std::vector<int64_t>& deltas) {
    std::map<int64_t, uint64_t> buckets;
    int64_t index = 0, count = 0;
    size_t used = 0;
    for (size_t i = 0; i < spans.size(); ++i) {
      spans[i].AllowOnly({1, 2});
      if (i > 0 && spans[i].Signed(1) < 0) throw NotStrict("spans that do not rise");
      index += spans[i].Signed(1);
      for (uint64_t k = spans[i].Integer(2); k > 0; --k) {
        if (used == deltas.size()) throw NotStrict("more buckets than counts");
        count += deltas[used++];
        if (count < 0) throw NotStrict("a bucket of less than nothing");
        buckets[index++] = static_cast<uint64_t>(count);
      }
    }
    if (used != deltas.size()) throw NotStrict("more counts than buckets");
    return buckets;
  }

  void ReadClassic(const Message& value) {
    for (const Message& bucket : value.Subs(3)) {
      bucket.AllowOnly({1, 2, 3, 4});
      Sample& sample =
          Add("_bucket", With("le", BoundLabel(bucket.Double(2))), ReadCount(bucket, 1, 4));
      if (bucket.Has(3)) sample.exemplar = ReadExemplar(bucket.Sub(3));
    }
    Add("_sum", labels_, value.Double(2));
    Add("_count", labels_, ReadCount(value, 1, 4));
  }

  void ReadSummary(const Message& value) {
    value.AllowOnly({1, 2, 3, 4});
    for (const Message& quantile : value.Subs(3)) {
      quantile.AllowOnly({1, 2});
      Add("", With("quantile", BoundLabel(quantile.Double(1))), quantile.Double(2));
    }
    Add("_sum", labels_, value.Double(2));
    Add("_count", labels_, static_cast<double>(value.Integer(1)));
  }

  Labels With(const std::string& label, const std::string& text) const {
    Labels labels = labels_;
    if (!labels.emplace(label, text).second) throw NotStrict("a label that is the type's");
    return labels;
  }

  Sample& Add(const std::string& suffix, Labels labels, double value) {
    family_.samples.push_back({family_.name + suffix, std::move(labels), value, timestamp_, {}});
    return family_.samples.back();
  }

  const Message& message_;
  Family family_;
  uint64_t type_ = 0;
  // Of the metric that is being read.
  Labels labels_;
  std::optional<double> timestamp_;
};

class Reader {
 public:
  Page Read(std::string_view page) {
    while (!page.empty()) {
      const Message message(TakeDelimited(page));
      Family family = FamilyReader(message).Read();
      for (const Sample& sample : family.samples) {
        if (!series_.insert({sample.name, sample.labels}).second)
          throw NotStrict(sample.name + ": a series twice");
      }
      if (!families_.insert(family.name).second) throw NotStrict(family.name + ": twice");
      CheckMetrics(family);
      read_.push_back(std::move(family));
    }
    return std::move(read_);
  }

 private:
  Page read_;
  std::set<std::string> families_;
  std::set<std::pair<std::string, Labels>> series_;
};

}  // namespace

Page ParseProtobuf(std::string_view page) { return Reader().Read(page); }

}  // namespace weir::strict

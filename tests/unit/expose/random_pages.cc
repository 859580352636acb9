#include "random_pages.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <set>

namespace weir::expose {
namespace {

using series::Type;

struct KnownBound {
  double bound;
  const char* text;
};
constexpr KnownBound kBounds[] = {{-1, "-1.0"},         {0, "0.0"},        {1e-7, "1e-07"},
                                  {0.25, "0.25"},       {1, "1.0"},        {5.5, "5.5"},
                                  {100000, "100000.0"}, {2.5e6, "2.5e+06"}};
constexpr KnownBound kQuantiles[] = {{0, "0.0"}, {0.5, "0.5"}, {0.99, "0.99"}, {1, "1.0"}};

const char* const kNames[] = {"a",   "a_total", "a.total",  "a_created", "a_info",
                              "b",   "b_total", "b_bucket", "b_count",   "b_gcount",
                              "c.d", "c_d",     "c-d",      "c_seconds", "c_seconds_total",
                              "d:e", "größe",   "_total"};
const char* const kLabels[] = {"x", "y", "le", "quantile", "größe", "z.z", "a"};

// A name as the page has it: what is not core becomes one underscore a code point.
std::string Flat(const std::string& name, bool colons) {
  std::string out;
  for (size_t i = 0; i < name.size(); ++i) {
    const auto c = static_cast<unsigned char>(name[i]);
    if ((c & 0xC0u) == 0x80u) continue;
    const bool core =
        std::isalpha(c) != 0 || c == '_' || (colons && c == ':') || (i > 0 && std::isdigit(c) != 0);
    out += core && c < 0x80 ? static_cast<char>(c) : '_';
  }
  return out;
}

// The plain names under which a family's samples stand.
std::vector<std::string> Names(const Family& family) {
  const std::string name = Flat(family.name, true);
  switch (family.type) {
    case Type::kHistogram:
      return {name, name + "_bucket", name + "_count", name + "_sum"};
    case Type::kGaugeHistogram:
      return {name, name + "_bucket", name + "_gcount", name + "_gsum"};
    case Type::kSummary:
      return {name, name + "_count", name + "_sum"};
    default:
      return {name};
  }
}

class Maker {
 public:
  Maker(uint32_t seed, bool tame) : random_(seed), tame_(tame) {}

  RandomPage Make() {
    const size_t parts = 1 + Pick(3);
    for (size_t part = 0; part < parts; ++part) MakePart();
    return std::move(page_);
  }

 private:
  size_t Pick(size_t count) { return random_() % count; }
  bool OneIn(size_t count) { return Pick(count) == 0; }

  void MakePart() {
    series::Recorder::Options options;
    options.honor_timestamps = true;
    options.labels = {{"extra", OneIn(2) ? "e\"x" : "e"}};
    series::Recorded recorded(options);
    extra_ = options.labels["extra"];
    added_.clear();
    for (size_t i = 1 + Pick(12); i > 0; --i) Add(recorded, RandomFamily());
    page_.shown.Add(recorded.Commit());
    Expect();
  }

  // A family with some series, if this collector may have it.
  void Add(series::Recorded& recorded, const Family& family) {
    if (!recorded.recorder().AddFamily(family)) return;
    auto& series = added_[family.name];
    series.first = family;
    for (size_t i = Pick(6); i > 0; --i) AddSeries(recorded, family, series.second);
  }

  struct OneSeries {
    strict::Labels labels;
    strict::Labels called;       // the same by their names as they are
    std::vector<double> values;  // empty: never pushed
    int64_t timestamp_ms = 0;
  };

  void AddSeries(series::Recorded& recorded, const Family& family, std::vector<OneSeries>& out) {
    std::vector<std::string> values;
    for (size_t i = 0; i < family.label_names.size(); ++i) values.push_back(RandomValue());
    const Slot first = recorded.Add(family, {values.begin(), values.end()});
    OneSeries series;
    for (size_t i = 0; i < values.size(); ++i) {
      if (values[i].empty()) continue;
      series.labels[Flat(family.label_names[i], false)] = values[i];
      series.called[family.label_names[i]] = values[i];
    }
    series.labels["extra"] = series.called["extra"] = extra_;
    const bool known = std::any_of(out.begin(), out.end(),
                                   [&](const auto& s) { return s.labels == series.labels; });
    if (known) return;
    if (!OneIn(8)) Push(recorded, family, first, series);
    out.push_back(series);
  }

  void Push(series::Recorded& recorded, const Family& family, Slot first, OneSeries& series) {
    series.values = RandomValues(family);
    // client_python takes all of an info for one series.
    const bool timeless = tame_ && family.type == Type::kInfo;
    series.timestamp_ms =
        !timeless && OneIn(5) ? static_cast<int64_t>(1 + random_() * uint64_t{1000}) : 0;
    for (size_t i = 0; i < series.values.size(); ++i) {
      recorded.Push(first + static_cast<Slot>(i), series.values[i], series.timestamp_ms);
    }
    if (!OneIn(3)) return;
    const std::string value = RandomValue();
    const std::string_view name = "trace_id", text = value;
    recorded.recorder().AddExemplar(first, 0.5, OneIn(2) ? 1500 : 0, {&name, 1}, {&text, 1});
  }

  Family RandomFamily() {
    Family family;
    family.type = static_cast<Type>(Pick(series::kTypes));
    // client_python strips _total from a counter, and is then at a loss when nothing is left.
    family.name = kNames[Pick(std::size(kNames) - (tame_ ? 1 : 0))];
    family.help = OneIn(4) ? "" : OneIn(2) ? "Help \\ \"of\"\nit." : "Help.";
    if (OneIn(2) && family.name.find("seconds") != std::string::npos) family.unit = "seconds";
    for (const char* label : kLabels) {
      if (OneIn(4)) family.label_names.emplace_back(label);
    }
    std::shuffle(family.label_names.begin(), family.label_names.end(), random_);
    if (family.type == Type::kHistogram || family.type == Type::kGaugeHistogram)
      family.bounds = RandomBounds(kBounds);
    if (family.type == Type::kSummary) family.bounds = RandomBounds(kQuantiles);
    if (family.type == Type::kStateSet) family.states = {"on", "o\"ff", "größe"};
    return family;
  }

  template <size_t kCount>
  std::vector<double> RandomBounds(const KnownBound (&known)[kCount]) {
    std::vector<double> bounds;
    for (const auto& [bound, text] : known) {
      if (OneIn(2)) bounds.push_back(bound);
    }
    return bounds;
  }

  // Empty now and then, and full of what has to be escaped; not what confuses client_python.
  std::string RandomValue() {
    static const std::string kParts[] = {"a", "b",  "\"", "\\", "\n",  "é",  " ", ",",
                                         "=", "\t", "}",  "{",  " # ", "\r", "n"};
    std::string value;
    const size_t parts = tame_ ? 10 : std::size(kParts);
    for (size_t i = Pick(4); i > 0; --i) value += kParts[Pick(parts)];
    return value;
  }

  double RandomDouble() {
    static constexpr double kSpecial[] = {0,   -0.0,   1,       1e6,
                                          0.1, 5e-324, 1.7e308, 9007199254740992.0};
    if (OneIn(8)) return OneIn(2) ? kInf : std::numeric_limits<double>::quiet_NaN();
    if (OneIn(2)) return kSpecial[Pick(std::size(kSpecial))];
    return std::ldexp(static_cast<double>(random_()), static_cast<int>(Pick(80)) - 40);
  }

  std::vector<double> RandomValues(const Family& family) {
    std::vector<double> values(series::SlotCount(family));
    switch (family.type) {
      case Type::kCounter:
        return {std::fabs(static_cast<double>(random_()) / 7)};
      case Type::kInfo:
        return {1};
      case Type::kStateSet:
        for (double& value : values) value = static_cast<double>(Pick(2));
        return values;
      case Type::kHistogram:
      case Type::kGaugeHistogram:
      case Type::kSummary:
        return RandomDistribution(family, std::move(values));
      default:
        return {OneIn(2) ? RandomDouble() : -RandomDouble()};
    }
  }

  std::vector<double> RandomDistribution(const Family& family, std::vector<double> values) {
    double count = 0;
    for (double& value : values)
      value = family.type == Type::kSummary ? std::fabs(RandomDouble())
                                            : count += static_cast<double>(Pick(5));
    if (family.type == Type::kSummary) values[values.size() - 2] = static_cast<double>(Pick(100));
    values.back() = tame_ ? static_cast<double>(Pick(1000)) / 8 : RandomDouble();
    return values;
  }

  // What a reader finds of this collector beside those before it.
  void Expect() {
    for (const auto& [name, family] : added_) {
      const Family& mine = family.first;
      const auto known = first_.find(name);
      if (known != first_.end() && known->second.type == mine.type &&
          known->second.unit == mine.unit) {
        ExpectSeries(mine, family.second);
        continue;
      }
      const auto names = Names(mine);
      if (std::any_of(names.begin(), names.end(),
                      [this](const auto& n) { return taken_.count(n) > 0; }))
        continue;
      taken_.insert(names.begin(), names.end());
      first_[name] = mine;
      ExpectSeries(mine, family.second);
    }
  }

  void ExpectSeries(const Family& family, const std::vector<OneSeries>& all) {
    for (const OneSeries& series : all) {
      // Decided from definitions: who comes first has the series, shown or not.
      if (!defined_.insert({family.name, series.labels}).second || series.values.empty()) continue;
      ExpectLines(family, series, Flat(family.name, true), Flat(family.name, false), series.labels,
                  page_.expected);
      ExpectLines(family, series, family.name, family.name, series.called, page_.expected_utf8);
    }
  }

  // name, as_label: the family's, as a metric's and as a stateset's label.
  void ExpectLines(const Family& family, const OneSeries& series, const std::string& name,
                   const std::string& as_label, const strict::Labels& own, Sayings& out) {
    const bool gauge = family.type == Type::kGaugeHistogram;
    const size_t bounds = family.bounds.size();
    const auto say = [&](const std::string& sample, size_t slot, const std::string& label = "",
                         const std::string& text = "") {
      strict::Labels labels = own;
      if (!label.empty()) labels[label] = text;
      out[{sample, labels}] = {series.values[slot], series.timestamp_ms};
    };
    switch (family.type) {
      case Type::kHistogram:
      case Type::kGaugeHistogram:
        for (size_t i = 0; i < bounds; ++i)
          say(name + "_bucket", i, "le", TextOf(kBounds, family.bounds[i]));
        say(name + "_bucket", bounds, "le", "+Inf");
        say(name + (gauge ? "_gcount" : "_count"), bounds);
        say(name + (gauge ? "_gsum" : "_sum"), bounds + 1);
        return;
      case Type::kSummary:
        for (size_t i = 0; i < bounds; ++i)
          say(name, i, "quantile", TextOf(kQuantiles, family.bounds[i]));
        say(name + "_count", bounds);
        say(name + "_sum", bounds + 1);
        return;
      case Type::kStateSet:
        for (size_t i = 0; i < family.states.size(); ++i) say(name, i, as_label, family.states[i]);
        return;
      default:
        say(name, 0);
    }
  }

  template <size_t kCount>
  static std::string TextOf(const KnownBound (&known)[kCount], double bound) {
    return std::find_if(known, known + kCount, [bound](const auto& k) { return k.bound == bound; })
        ->text;
  }

  std::mt19937 random_;
  const bool tame_;
  RandomPage page_;
  std::string extra_;
  // Of this collector, by name: as its table is sorted.
  std::map<std::string, std::pair<Family, std::vector<OneSeries>>> added_;
  std::map<std::string, Family> first_;
  std::set<std::string> taken_;
  std::set<std::pair<std::string, strict::Labels>> defined_;
};

}  // namespace

RandomPage MakeRandomPage(uint32_t seed, bool tame) { return Maker(seed, tame).Make(); }

}  // namespace weir::expose

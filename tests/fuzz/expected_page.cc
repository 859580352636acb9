#include "expected_page.h"

#include <algorithm>
#include <cctype>
#include <set>

#include "bound.h"
#include "target.h"

namespace weir::fuzz {
namespace {

using series::Family;
using series::Type;

// A name as readers of plain names get it: what is not in [a-zA-Z0-9_] (and a colon, in names of
// metrics) is one underscore a character, as is a digit in front.
std::string Plain(const std::string& name, bool colons) {
  std::string out;
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte & 0xC0u) == 0x80u) continue;
    const bool letter =
        byte < 0x80 && (std::isalpha(byte) != 0 || c == '_' || (colons && c == ':'));
    const bool digit = byte < 0x80 && std::isdigit(byte) != 0;
    out += letter || (digit && !out.empty()) ? c : '_';
  }
  return out;
}

std::string OwnLabel(const Family& family) {
  switch (family.type) {
    case Type::kHistogram:
    case Type::kGaugeHistogram:
      return "le";
    case Type::kSummary:
      return "quantile";
    case Type::kStateSet:
      return Plain(family.name, false);
    default:
      return "";
  }
}

// The names of a family's samples, its own first, whether one stands under it or not.
std::vector<std::string> NamesOf(const Family& family) {
  const std::string name = Plain(family.name, true);
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

// The operator's labels, without those that the type needs for itself.
strict::Labels ExtraLabels(const Family& family, const strict::Labels& extra) {
  strict::Labels labels;
  for (const auto& [name, value] : extra) {
    if (name != OwnLabel(family) && !value.empty()) labels[name] = value;
  }
  return labels;
}

// A label of the plugin's that has the name of an operator's gets exported_ before it.
strict::Labels LabelsOf(const Family& family, const Book::Series& series,
                        const strict::Labels& extra) {
  strict::Labels labels = ExtraLabels(family, extra);
  const strict::Labels operators = labels;
  std::set<std::string> taken = {OwnLabel(family)};
  for (const auto& [name, value] : operators) taken.insert(name);
  for (const auto& name : family.label_names) taken.insert(Plain(name, false));
  for (size_t i = 0; i < series.values.size(); ++i) {
    std::string name = Plain(family.label_names[i], false);
    if (operators.contains(name)) {
      do {
        name.insert(0, "exported_");
      } while (!taken.insert(name).second);
    }
    if (!series.values[i].empty()) labels[name] = series.values[i];
  }
  return labels;
}

// The lines of one series.
class SeriesLines {
 public:
  SeriesLines(const Family& family, const strict::Labels& labels, const Book::Shown& shown,
              Expected& out)
      : family_(family),
        name_(Plain(family.name, true)),
        labels_(labels),
        shown_(shown),
        out_(out) {}

  void Expect() {
    switch (family_.type) {
      case Type::kHistogram:
        return ExpectBuckets("_count", "_sum");
      case Type::kGaugeHistogram:
        return ExpectBuckets("_gcount", "_gsum");
      case Type::kSummary:
        return ExpectQuantiles();
      case Type::kStateSet:
        return ExpectStates();
      default:
        Say(name_, 0);
    }
  }

 private:
  void Say(const std::string& name, size_t slot, const std::string& own_value = "") {
    strict::Labels labels = labels_;
    if (!own_value.empty()) labels[OwnLabel(family_)] = own_value;
    const auto remark = shown_.remarks.find(slot);
    const bool remarkable = family_.type == Type::kCounter || name.ends_with("_bucket");
    const bool remarked = remarkable && remark != shown_.remarks.end();
    const Expected::Said said = {shown_.values[slot], shown_.timestamp_ms,
                                 remarked ? &remark->second : nullptr};
    WEIR_REQUIRE(out_.lines.emplace(std::pair(name, labels), said).second, name + " twice");
  }

  void ExpectBuckets(const std::string& count, const std::string& sum) {
    const size_t bounds = family_.bounds.size();
    for (size_t i = 0; i < bounds; ++i)
      Say(name_ + "_bucket", i, strict::CanonicalBound(family_.bounds[i]));
    Say(name_ + "_bucket", bounds, "+Inf");
    Say(name_ + count, bounds);
    Say(name_ + sum, bounds + 1);
  }

  void ExpectQuantiles() {
    const size_t bounds = family_.bounds.size();
    for (size_t i = 0; i < bounds; ++i) Say(name_, i, strict::CanonicalBound(family_.bounds[i]));
    Say(name_ + "_count", bounds);
    Say(name_ + "_sum", bounds + 1);
  }

  void ExpectStates() {
    for (size_t i = 0; i < family_.states.size(); ++i) Say(name_, i, family_.states[i]);
  }

  const Family& family_;
  const std::string name_;
  const strict::Labels& labels_;
  const Book::Shown& shown_;
  Expected& out_;
};

class Merger {
 public:
  void Add(const Book& book) {
    const Book::Page& page = book.page();
    std::set<series::FamilyId> present;
    for (const auto& [id, family] : page.families) {
      if (Join(family)) present.insert(id);
    }
    for (const auto& [first, series] : page.series) {
      if (!present.contains(series.family)) continue;
      const Family& family = page.families.at(series.family);
      const strict::Labels labels = LabelsOf(family, series, book.extra());
      // Who is first has the series, whether it shows it or not.
      const bool first_to_say = defined_.insert({family.name, labels}).second;
      const auto shown = page.shown.find(first);
      if (first_to_say && shown != page.shown.end())
        SeriesLines(family, labels, shown->second, expected_).Expect();
    }
  }

  Expected Take() { return std::move(expected_); }

 private:
  // Whether the family stands on the page, as a new one or with that of an earlier collector.
  bool Join(const Family& family) {
    const auto known = by_name_.find(family.name);
    if (known != by_name_.end())
      return known->second->type == family.type && known->second->unit == family.unit;
    const auto names = NamesOf(family);
    const bool taken = std::ranges::any_of(
        names, [this](const auto& name) { return expected_.families.contains(name); });
    if (taken) return false;
    by_name_.emplace(family.name, &family);
    for (const auto& name : names) expected_.families.emplace(name, &family);
    return true;
  }

  Expected expected_;
  std::map<std::string, const Family*> by_name_;
  std::set<std::pair<std::string, strict::Labels>> defined_;
};

}  // namespace

Expected Merge(const std::vector<const Book*>& books) {
  Merger merger;
  for (const Book* book : books) merger.Add(*book);
  return merger.Take();
}

}  // namespace weir::fuzz

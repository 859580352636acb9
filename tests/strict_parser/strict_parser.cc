#include "strict_parser.h"

#include <algorithm>
#include <set>

#include "line.h"
#include "metric.h"
#include "utf8.h"

namespace weir::strict {
namespace {

using Words = std::vector<std::string>;

// What may stand behind a family's name in those of its samples, and what it claims besides.
struct Shape {
  Words samples;
  Words claims;
};

const std::map<std::string, Shape>& Shapes(Dialect dialect) {
  static const std::map<std::string, Shape> kText = {
      {"counter", {{""}, {}}},
      {"gauge", {{""}, {}}},
      {"untyped", {{""}, {}}},
      {"histogram", {{"_bucket", "_sum", "_count"}, {""}}},
      {"summary", {{"", "_sum", "_count"}, {}}}};
  static const std::map<std::string, Shape> kOpenMetrics = {
      {"counter", {{"_total", "_created"}, {""}}},
      {"gauge", {{""}, {}}},
      {"unknown", {{""}, {}}},
      {"info", {{"_info"}, {""}}},
      {"stateset", {{""}, {}}},
      {"histogram", {{"_bucket", "_sum", "_count", "_created"}, {""}}},
      {"gaugehistogram", {{"_bucket", "_gsum", "_gcount"}, {""}}},
      {"summary", {{"", "_sum", "_count", "_created"}, {}}}};
  return dialect == Dialect::kText ? kText : kOpenMetrics;
}

class Reader {
 public:
  Reader(Dialect dialect, Names names) : dialect_(dialect), names_(names) {}

  Page Read(std::string_view page) {
    if (!IsWellFormed(page)) throw NotStrict("bytes that are not UTF-8");
    if (dialect_ == Dialect::kOpenMetrics) {
      if (!page.ends_with("# EOF\n")) throw NotStrict("no # EOF");
      page.remove_suffix(6);
    }
    while (!page.empty()) {
      const size_t end = page.find('\n');
      if (end == std::string_view::npos) throw NotStrict("a last line without its end");
      ReadLine(page.substr(0, end));
      page.remove_prefix(end + 1);
    }
    EndFamily();
    return std::move(families_);
  }

 private:
  void ReadLine(std::string_view line) {
    if (line.empty()) throw NotStrict("an empty line");
    if (line[0] == '#') {
      AddMetadata(Line(line, dialect_, names_).ReadMetadata());
    } else {
      AddSample(Line(line, dialect_, names_).ReadSample());
    }
  }

  void AddMetadata(const Line::Metadata& metadata) {
    if (families_.empty() || families_.back().name != metadata.name) {
      EndFamily();
      families_.push_back({metadata.name, "", {}, {}, {}, {}});
    }
    Family& family = families_.back();
    if (!family.samples.empty()) throw NotStrict(family.name + ": metadata behind samples");
    if (metadata.keyword == "TYPE") {
      if (!family.type.empty()) throw NotStrict(family.name + ": TYPE twice");
      if (Shapes(dialect_).count(metadata.text) == 0)
        throw NotStrict(family.name + ": unknown type " + metadata.text);
      family.type = metadata.text;
    } else if (metadata.keyword == "HELP") {
      if (family.help) throw NotStrict(family.name + ": HELP twice");
      if (dialect_ == Dialect::kText && !family.type.empty())
        throw NotStrict(family.name + ": HELP behind TYPE");
      family.help = metadata.text;
    } else if (metadata.keyword == "UNIT" && dialect_ == Dialect::kOpenMetrics) {
      AddUnit(family, metadata.text);
    } else {
      throw NotStrict("unknown metadata " + metadata.keyword);
    }
  }

  static void AddUnit(Family& family, const std::string& unit) {
    if (family.unit) throw NotStrict(family.name + ": UNIT twice");
    if (!family.name.ends_with("_" + unit))
      throw NotStrict(family.name + ": does not end in its unit");
    if (family.type == "info" || family.type == "stateset")
      throw NotStrict(family.name + ": has a unit");
    family.unit = unit;
  }

  void AddSample(Sample sample) {
    if (families_.empty() || families_.back().type.empty())
      throw NotStrict(sample.name + " without TYPE");
    Family& family = families_.back();
    const Words& suffixes = Shapes(dialect_).at(family.type).samples;
    const bool own = std::any_of(suffixes.begin(), suffixes.end(), [&](const auto& suffix) {
      return sample.name == family.name + suffix;
    });
    if (!own) throw NotStrict(sample.name + " within " + family.name + ", a " + family.type);
    for (const auto& [name, value] : sample.labels) {
      if (value.empty()) throw NotStrict(sample.name + ": an empty label");
    }
    if (!series_.insert({sample.name, sample.labels}).second)
      throw NotStrict(sample.name + ": a series twice");
    CheckValue(family, sample);
    family.samples.push_back(std::move(sample));
  }

  void CheckValue(const Family& family, const Sample& sample) const {
    const std::string suffix = sample.name.substr(family.name.size());
    const bool counts = suffix == "_total" || suffix == "_bucket" || suffix == "_count" ||
                        suffix == "_gcount" || (family.type == "counter" && suffix.empty());
    if (counts && !(sample.value >= 0)) throw NotStrict(sample.name + ": a count that is none");
    if (family.type == "info" && sample.value != 1)
      throw NotStrict(sample.name + ": an info that is not 1");
    if (sample.exemplar && suffix != "_total" && suffix != "_bucket")
      throw NotStrict(sample.name + ": an exemplar");
  }

  // All that can be said of a family only when it is whole.
  void EndFamily() {
    if (families_.empty()) return;
    const Family& family = families_.back();
    if (family.type.empty()) throw NotStrict(family.name + ": no TYPE");
    if (family.samples.empty()) throw NotStrict(family.name + ": metadata without samples");
    Claim(family);
    CheckMetrics(family);
    if (dialect_ == Dialect::kOpenMetrics && family.type == "histogram")
      CheckNoNegativeBounds(family);
  }

  void Claim(const Family& family) {
    const Shape& shape = Shapes(dialect_).at(family.type);
    std::set<std::string> names;
    for (const Words* suffixes : {&shape.samples, &shape.claims}) {
      for (const auto& suffix : *suffixes) names.insert(family.name + suffix);
    }
    for (const auto& name : names) {
      if (!claimed_.insert(name).second)
        throw NotStrict(family.name + ": the name " + name + " is another's");
    }
  }

  const Dialect dialect_;
  const Names names_;
  Page families_;
  std::set<std::string> claimed_;
  std::set<std::pair<std::string, Labels>> series_;
};

}  // namespace

Page ParseText(std::string_view page, Names names) {
  return Reader(Dialect::kText, names).Read(page);
}

Page ParseOpenMetrics(std::string_view page, Names names) {
  return Reader(Dialect::kOpenMetrics, names).Read(page);
}

}  // namespace weir::strict

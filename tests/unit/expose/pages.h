// Collectors made of words, and the pages that they make.
#pragma once

#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "expose/layout.h"
#include "expose/page.h"
#include "expose/protobuf_page.h"
#include "expose/translation.h"
#include "families.h"
#include "recorded.h"

namespace weir::expose {

using series::Escaping;
using series::Family;
using series::Slot;

inline constexpr double kInf = std::numeric_limits<double>::infinity();

inline std::string Drain(Body& body) {
  std::string text;
  ForEachPiece(body, [&](std::string_view piece) { text += piece; });
  return text;
}

// One collector with all that it shows.
class Collected {
 public:
  explicit Collected(series::Recorder::Options options = {}) : recorded_(std::move(options)) {}

  Collected& Show(const Family& family, const std::vector<std::string_view>& labels,
                  const std::vector<double>& values) {
    recorded_.PushAll(recorded_.Add(family, labels), values);
    return *this;
  }
  Collected& Define(const Family& family) {
    recorded_.recorder().AddFamily(family).value();
    return *this;
  }
  series::Recorded& recorded() { return recorded_; }

  series::Snapshot Commit() { return recorded_.Commit(); }

 private:
  series::Recorded recorded_;
};

// What stands on one page.
struct Shown {
  Tables tables;
  Parts parts;

  Shown& Add(const series::Snapshot& snapshot) {
    tables.push_back(snapshot.table);
    parts.push_back(snapshot.samples);
    return *this;
  }
  std::string Text(Format format, Escaping escaping = Escaping::kUnderscores) const {
    if (format == Format::kProtobuf) return Protobuf(escaping);
    Page page(Translate(MakeLayout(tables), {false, escaping}, nullptr)->layout, parts, format);
    return Drain(page);
  }
  std::string Protobuf(Escaping escaping = Escaping::kUnderscores) const {
    ProtobufPage page(Translate(MakeLayout(tables), {true, escaping}, nullptr)->layout, parts);
    return Drain(page);
  }
};

inline std::string TextOf(Collected& collected, Format format) {
  return Shown().Add(collected.Commit()).Text(format);
}

}  // namespace weir::expose

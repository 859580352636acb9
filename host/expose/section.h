// What stands on the page for one family in one format: metadata lines, and the lines that each
// series makes.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "expose/dialect.h"
#include "expose/format.h"
#include "expose/protobuf_section.h"
#include "series/family.h"

namespace weir::expose {

// One line of a series: name{labels,label} value, or {"name",labels,label} value
struct Row {
  std::string name;   // with the brace and the quotes that stand before labels if it is quoted
  std::string label;  // le="0.5", or empty
  size_t slot;        // offset from the series' first
  bool exemplar;      // may carry one
  bool quoted = false;
  // A line after it that says since when the series has been counting, or nullptr.
  std::shared_ptr<const Row> created = {};
};

// Metadata and the rows under it.  Most families are one section; a type that the format lacks is
// several, so that each sample name has its own TYPE.
struct Section {
  std::string header;
  std::vector<Row> rows;
};

// A family's sections in all formats of a dialect; made once for each family.
class FamilyText {
 public:
  explicit FamilyText(std::shared_ptr<const series::Family> family, const Dialect& dialect = {});

  // REQUIRES: the dialect is one of text, the format too.
  // unknown: OpenMetrics cannot say the family's type.  As many sections for every family of a
  // type.
  const std::vector<Section>& Sections(Format format, bool unknown) const {
    return format == Format::kText ? text_ : unknown ? unknown_ : openmetrics_;
  }
  // REQUIRES: the dialect is one of protobuf.
  const std::vector<ProtobufSection>& Protobuf() const { return protobuf_; }

 private:
  std::shared_ptr<const series::Family> family_;
  std::vector<Section> text_;
  std::vector<Section> openmetrics_;
  std::vector<Section> unknown_;
  std::vector<ProtobufSection> protobuf_;
};

}  // namespace weir::expose

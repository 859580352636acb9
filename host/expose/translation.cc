#include "expose/translation.h"

#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "expose/label_reader.h"
#include "expose/protobuf_labels.h"
#include "series/label_text.h"
#include "series/names.h"

namespace weir::expose {
namespace {

using series::Block;
using series::Escaping;
using series::FamilyTable;
using series::LabelNames;

// Whether a share of such a family is another in that dialect than in the text formats'.
bool Differs(const FamilyTable& table, const Dialect& dialect) {
  if (dialect.protobuf || dialect.escaping == Escaping::kDots) return true;
  if (dialect.escaping == Escaping::kUnderscores) return false;
  const series::Family& family = *table.family;
  const bool as_label = family.type == series::Type::kStateSet;
  return table.label_names || !series::IsLegacyMetricName(family.name) ||
         (as_label && !series::IsLegacyLabelName(family.name));
}

// The label texts of one family's series, put into a dialect.
class LabelTranslator {
 public:
  LabelTranslator(const LabelNames* names, const Dialect& dialect)
      : names_(names), dialect_(dialect) {}

  void Append(std::string& out, std::string_view label_text) {
    const size_t start = out.size();
    for (LabelReader labels(label_text); !labels.AtEnd(); labels.Advance()) {
      const std::string& name = Name(labels.name());
      if (dialect_.protobuf) {
        AppendLabelPair(out, name, Unescaped(labels.value()));
        continue;
      }
      if (out.size() > start) out += ',';
      out.append(name).append("=\"").append(labels.value()) += '"';
    }
  }

 private:
  // By its name as the text formats write it.
  const std::string& Name(std::string_view written) {
    const auto known = translated_.find(written);
    if (known != translated_.end()) return known->second;
    return translated_.emplace(written, Translated(written)).first->second;
  }

  std::string Translated(std::string_view written) const {
    const auto called = names_ == nullptr ? LabelNames::const_iterator() : names_->find(written);
    const bool renamed = names_ != nullptr && called != names_->end();
    std::string name =
        series::EscapeLabelName(renamed ? called->second : written, dialect_.escaping);
    if (dialect_.protobuf || series::IsLegacyLabelName(name)) return name;
    std::string quoted = "\"";
    series::AppendEscapedValue(quoted, name);
    return quoted + "\"";
  }

  const LabelNames* const names_;  // or nullptr
  const Dialect dialect_;
  std::map<std::string, std::string, std::less<>> translated_;
};

class Translator {
 public:
  // previous: of another layout into the same dialect, or nullptr.
  Translator(Translation& out, const Dialect& dialect, const Translation* previous)
      : out_(out), dialect_(dialect), previous_(previous) {}

  std::shared_ptr<const Layout> Run() {
    auto layout = std::make_shared<Layout>();
    layout->groups = out_.original->groups;
    for (auto& group : layout->groups) {
      for (auto& share : group.shares) {
        if (!Differs(*share.table, dialect_)) continue;
        share.text = Text(share.table->family);
        share.table = Table(*share.table);
      }
    }
    layout->texts = std::make_shared<const FamilyTexts>(std::move(texts_));
    return layout;
  }

 private:
  std::shared_ptr<const FamilyText> Text(const std::shared_ptr<const series::Family>& family) {
    auto& text = texts_[family.get()];
    if (!text && previous_ != nullptr && previous_->layout != previous_->original) {
      const auto known = previous_->layout->texts->find(family.get());
      if (known != previous_->layout->texts->end()) text = known->second;
    }
    if (!text) text = std::make_shared<const FamilyText>(family, dialect_);
    return text;
  }

  std::shared_ptr<const FamilyTable> Table(const FamilyTable& original) {
    auto table = std::make_shared<FamilyTable>();
    table->family = original.family;
    LabelTranslator labels(original.label_names.get(), dialect_);
    for (const auto& block : original.blocks) table->blocks.push_back(Translated(*block, labels));
    return table;
  }

  std::shared_ptr<const Block> Translated(const Block& original, LabelTranslator& labels) {
    auto& block = out_.blocks[&original];
    if (!block && previous_ != nullptr) {
      const auto known = previous_->blocks.find(&original);
      if (known != previous_->blocks.end()) block = known->second;
    }
    if (!block) block = MakeBlock(original, labels);
    return block;
  }

  static std::shared_ptr<const Block> MakeBlock(const Block& original, LabelTranslator& labels) {
    auto block = std::make_shared<Block>();
    block->lines = original.lines;
    for (size_t i = 0; i < original.lines.size(); ++i) {
      labels.Append(block->text, original.Labels(i));
      block->lines[i].end = static_cast<uint32_t>(block->text.size());
    }
    block->text.shrink_to_fit();
    return block;
  }

  Translation& out_;
  const Dialect dialect_;
  const Translation* const previous_;
  FamilyTexts texts_;  // of those that differ
};

bool Differs(const Layout& layout, const Dialect& dialect) {
  return std::ranges::any_of(layout.groups, [&](const auto& group) {
    return std::ranges::any_of(group.shares,
                               [&](const auto& share) { return Differs(*share.table, dialect); });
  });
}

}  // namespace

std::shared_ptr<const Translation> Translate(std::shared_ptr<const Layout> original,
                                             const Dialect& dialect, const Translation* previous) {
  auto translation = std::make_shared<Translation>();
  translation->original = std::move(original);
  translation->layout = Differs(*translation->original, dialect)
                            ? Translator(*translation, dialect, previous).Run()
                            : translation->original;
  return translation;
}

}  // namespace weir::expose

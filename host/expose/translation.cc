#include "expose/translation.h"

#include <string>
#include <string_view>
#include <utility>

#include "expose/protobuf_labels.h"

namespace weir::expose {
namespace {

using series::Block;
using series::FamilyTable;

class Translator {
 public:
  Translator(Translation& out, const Dialect& dialect, const Translation* previous)
      : out_(out), dialect_(dialect), previous_(previous) {}

  std::shared_ptr<const Layout> Run() {
    auto layout = std::make_shared<Layout>();
    layout->groups = out_.original->groups;
    for (auto& group : layout->groups) {
      for (auto& share : group.shares) {
        share.text = Text(*layout, share.table->family);
        share.table = Table(*share.table);
      }
    }
    return layout;
  }

 private:
  std::shared_ptr<const FamilyText> Text(Layout& layout,
                                         const std::shared_ptr<const series::Family>& family) {
    auto& text = layout.texts[family.get()];
    if (!text && previous_ != nullptr) {
      const auto known = previous_->layout->texts.find(family.get());
      if (known != previous_->layout->texts.end()) text = known->second;
    }
    if (!text) text = std::make_shared<const FamilyText>(family, dialect_);
    return text;
  }

  std::shared_ptr<const FamilyTable> Table(const FamilyTable& original) {
    auto table = std::make_shared<FamilyTable>();
    table->family = original.family;
    for (const auto& block : original.blocks) table->blocks.push_back(Translated(block));
    return table;
  }

  std::shared_ptr<const Block> Translated(const std::shared_ptr<const Block>& original) {
    auto& block = out_.blocks[original.get()];
    if (!block && previous_ != nullptr) {
      const auto known = previous_->blocks.find(original.get());
      if (known != previous_->blocks.end()) block = known->second;
    }
    if (!block) block = MakeBlock(*original);
    return block;
  }

  static std::shared_ptr<const Block> MakeBlock(const Block& original) {
    auto block = std::make_shared<Block>();
    block->lines = original.lines;
    for (size_t i = 0; i < original.lines.size(); ++i) {
      AppendLabelPairs(block->text, original.Labels(i));
      block->lines[i].end = static_cast<uint32_t>(block->text.size());
    }
    block->text.shrink_to_fit();
    return block;
  }

  Translation& out_;
  const Dialect dialect_;
  const Translation* const previous_;
};

}  // namespace

std::shared_ptr<const Translation> Translate(std::shared_ptr<const Layout> original,
                                             const Dialect& dialect, const Translation* previous) {
  auto translation = std::make_shared<Translation>();
  translation->original = std::move(original);
  translation->layout = Translator(*translation, dialect, previous).Run();
  return translation;
}

}  // namespace weir::expose

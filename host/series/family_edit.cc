#include "series/family_edit.h"

#include <algorithm>

namespace weir::series {
namespace {

using Added = std::span<const TableChange::Series>;
using Dropped = std::span<const Slot>;

// A block is rendered, and later compressed, as one piece: about 64 KiB of a page.
constexpr size_t kMostLines = 768;
constexpr size_t kMostText = 48 * 1024;
// What blocks are cut to when several are needed, so that uneven labels still fit.
constexpr size_t kUsualText = 42 * 1024;

std::string_view Labels(std::string_view text, const TableChange::Series& series) {
  return text.substr(series.text_begin, series.text_end - series.text_begin);
}

bool Holds(Dropped dropped, Slot slot) { return std::ranges::binary_search(dropped, slot); }

struct Size {
  size_t lines = 0;
  size_t text = 0;

  void Add(std::string_view labels) {
    ++lines;
    text += labels.size();
  }
};

size_t Ceiling(size_t amount, size_t part) { return (amount + part - 1) / part; }

using Blocks = std::vector<std::shared_ptr<const Block>>;

// Puts lines into blocks of at most so many.
class BlockWriter {
 public:
  BlockWriter(Blocks& out, size_t lines) : out_(out), lines_(lines) {}

  void Append(std::string_view labels, Slot slot) {
    if (block_ && Full(labels.size())) Finish();
    if (!block_) block_ = std::make_unique<Block>();
    block_->text += labels;
    block_->lines.push_back({static_cast<uint32_t>(block_->text.size()), slot});
  }

  void Finish() {
    if (!block_) return;
    block_->text.shrink_to_fit();
    block_->lines.shrink_to_fit();
    out_.push_back(std::move(block_));
  }

 private:
  bool Full(size_t more) const {
    return block_->lines.size() >= lines_ || block_->text.size() + more > kMostText;
  }

  Blocks& out_;
  const size_t lines_;
  std::unique_ptr<Block> block_;
};

// Consecutive lines that are written anew: what is left of some blocks, and what was added to them.
class Run {
 public:
  Run(std::string_view text, Dropped dropped) : text_(text), dropped_(dropped) {}

  // block: outlives the run, or nullptr.  added: those that belong into it, or behind it.
  void Add(const Block* block, Added added) {
    parts_.push_back({block, added});
    ForEachLine(parts_.back(), [this](std::string_view labels, Slot) { size_.Add(labels); });
  }

  // Too small to stand alone: what follows should be gathered with it.
  bool Small() const {
    return size_.lines > 0 && size_.lines < kMostLines / 4 && size_.text < kMostText / 4;
  }

  // Cut into blocks of about one size: a small rest would have to be gathered with the next block,
  // which leaves a rest again, until one new series has moved all lines behind it.
  void Flush(Blocks& out) {
    const size_t blocks =
        std::max(Ceiling(size_.lines, kMostLines), Ceiling(size_.text, kUsualText));
    BlockWriter writer(out, blocks == 0 ? 0 : Ceiling(size_.lines, blocks));
    for (const Part& part : parts_) {
      ForEachLine(part, [&](std::string_view labels, Slot slot) { writer.Append(labels, slot); });
    }
    writer.Finish();
    parts_.clear();
    size_ = {};
  }

 private:
  struct Part {
    const Block* block;
    Added added;
  };

  template <class Use>
  void ForEachLine(const Part& part, const Use& use) const {
    auto added = part.added.begin();
    const auto use_added = [&] {
      use(Labels(text_, *added), added->slot);
      ++added;
    };
    for (size_t i = 0; part.block != nullptr && i < part.block->lines.size(); ++i) {
      const std::string_view labels = part.block->Labels(i);
      while (added != part.added.end() && Labels(text_, *added) < labels) use_added();
      if (!Holds(dropped_, part.block->lines[i].slot)) use(labels, part.block->lines[i].slot);
    }
    while (added != part.added.end()) use_added();
  }

  const std::string_view text_;
  const Dropped dropped_;
  std::vector<Part> parts_;
  Size size_;
};

bool HoldsAny(Dropped dropped, const Block& block) {
  if (dropped.empty()) return false;
  return std::ranges::any_of(block.lines,
                             [&](const auto& line) { return Holds(dropped, line.slot); });
}

// How many of the added come before that text.
size_t CountBefore(std::string_view text, Added added, std::string_view labels) {
  const auto end =
      std::ranges::lower_bound(added, labels, {}, [&](const auto& s) { return Labels(text, s); });
  return static_cast<size_t>(end - added.begin());
}

}  // namespace

std::shared_ptr<const FamilyTable> EditFamily(const FamilyTable& old, std::string_view text,
                                              Added added, Dropped dropped) {
  auto result = std::make_shared<FamilyTable>();
  result->family = old.family;
  result->label_names = old.label_names;
  Run run(text, dropped);
  for (size_t i = 0; i < old.blocks.size(); ++i) {
    const auto& block = old.blocks[i];
    const bool last = i + 1 == old.blocks.size();
    const size_t mine =
        last ? added.size() : CountBefore(text, added, old.blocks[i + 1]->Labels(0));
    if (mine > 0 || run.Small() || HoldsAny(dropped, *block)) {
      run.Add(block.get(), added.first(mine));
    } else {
      run.Flush(result->blocks);
      result->blocks.push_back(block);
    }
    added = added.subspan(mine);
  }
  if (!added.empty()) run.Add(nullptr, added);
  run.Flush(result->blocks);
  return result;
}

}  // namespace weir::series

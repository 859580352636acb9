#include "series/family_edit.h"

#include <algorithm>
#include <utility>

#include "series/slot_set.h"

namespace weir::series {
namespace {

using Added = std::span<const TableChange::Series>;

// A block is rendered, and later compressed, as one piece: about 64 KiB of a page.
constexpr size_t kMostLines = 768;
constexpr size_t kMostText = 48 * 1024;
// What blocks are cut to when several are needed, so that uneven labels still fit.
constexpr size_t kUsualText = 42 * 1024;
// Room from the start for what a series less or more makes of a block.
constexpr size_t kUsualParts = 8;
constexpr size_t kUsualKept = 4;

std::string_view Labels(std::string_view text, const TableChange::Series& series) {
  return text.substr(series.text_begin, series.text_end - series.text_begin);
}

using BlockPtr = std::shared_ptr<const Block>;
using Blocks = std::vector<BlockPtr>;

size_t Ceiling(size_t amount, size_t part) { return (amount + part - 1) / part; }

constexpr auto kSlotOf = [](const Block::Line& line) { return line.slot; };

uint32_t Narrow(size_t number) { return static_cast<uint32_t>(number); }

// Consecutive lines of a block.
struct Lines {
  const BlockPtr* block;
  size_t begin;
  size_t end;

  size_t text_begin() const { return begin == 0 ? 0 : (*block)->lines[begin - 1].end; }
  size_t text_end() const { return (*block)->lines[end - 1].end; }
  std::string_view text() const {
    return std::string_view((*block)->text).substr(text_begin(), text_end() - text_begin());
  }
};

// Puts lines into blocks of at most so many.
class BlockWriter {
 public:
  BlockWriter(Blocks& out, size_t lines, size_t text) : out_(out), lines_(lines), text_(text) {}

  void Append(std::string_view labels, Slot slot) {
    if (block_ && Full(labels.size())) Finish();
    Open();
    block_->text += labels;
    block_->lines.push_back({Narrow(block_->text.size()), slot});
  }

  void Append(Lines lines) {
    while (lines.begin < lines.end) {
      if (block_ && Fitting(lines) == 0) Finish();
      Open();
      const size_t end = lines.begin + std::max<size_t>(Fitting(lines), 1);
      Take({lines.block, lines.begin, end});
      lines.begin = end;
    }
  }

  void Finish() {
    if (!block_) return;
    block_->text.shrink_to_fit();
    block_->lines.shrink_to_fit();
    out_.push_back(std::exchange(block_, nullptr));
  }

 private:
  void Open() {
    if (block_) return;
    block_ = std::make_shared<Block>();
    block_->text.reserve(text_);
    block_->lines.reserve(lines_);
  }

  bool Full(size_t more) const {
    return block_->lines.size() >= lines_ || block_->text.size() + more > kMostText;
  }

  size_t Fitting(size_t lines) const { return std::min(lines, lines_ - block_->lines.size()); }
  // How many of them the block has room for.
  size_t Fitting(const Lines& lines) const {
    const size_t most = lines.text_begin() + kMostText - block_->text.size();
    const auto begin = (*lines.block)->lines.begin() + static_cast<ptrdiff_t>(lines.begin);
    const auto end = begin + static_cast<ptrdiff_t>(Fitting(lines.end - lines.begin));
    return static_cast<size_t>(std::ranges::upper_bound(begin, end, most, {}, &Block::Line::end) -
                               begin);
  }

  void Take(const Lines& lines) {
    Remember(lines);
    const uint32_t shift = Narrow(block_->text.size()) - Narrow(lines.text_begin());
    block_->text += lines.text();
    const auto taken =
        std::span((*lines.block)->lines).subspan(lines.begin, lines.end - lines.begin);
    auto& all = block_->lines;
    const auto first = all.insert(all.end(), taken.begin(), taken.end());
    for (auto line = first; line != all.end(); ++line) line->end += shift;
  }

  // The first block that something is taken from is the origin.
  void Remember(const Lines& lines) {
    Origin& origin = block_->origin;
    if (origin.kept.empty()) {
      origin.block = *lines.block;
      origin.kept.reserve(kUsualKept);
    }
    if (origin.block.owner_before(*lines.block) || lines.block->owner_before(origin.block)) return;
    origin.kept.push_back(
        {Narrow(lines.begin), Narrow(block_->lines.size()), Narrow(lines.end - lines.begin)});
  }

  Blocks& out_;
  const size_t lines_;
  const size_t text_;  // about so much in each block
  std::shared_ptr<Block> block_;
};

// Consecutive lines that are written anew: what is left of some blocks, and what was added to them.
class Run {
 public:
  Run(std::string_view text, const SlotSet& dropped) : text_(text), dropped_(dropped) {
    parts_.reserve(kUsualParts);
  }

  // block: outlives the run, as do the added, which belong into it.
  void Add(const BlockPtr& block, Added added) {
    size_t line = 0;
    for (const auto& series : added) {
      const size_t place = CountBefore(*block, Labels(text_, series));
      Keep({&block, line, place});
      Add(series);
      line = place;
    }
    Keep({&block, line, block->lines.size()});
  }

  // Behind all others.
  void Add(Added added) {
    for (const auto& series : added) Add(series);
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
    if (blocks == 0) return;
    BlockWriter writer(out, Ceiling(size_.lines, blocks), Ceiling(size_.text, blocks));
    for (const Part& part : parts_) {
      if (part.added == nullptr) {
        writer.Append(part.kept);
      } else {
        writer.Append(Labels(text_, *part.added), part.added->slot);
      }
    }
    writer.Finish();
    parts_.clear();
    size_ = {};
  }

 private:
  struct Part {
    Lines kept;
    const TableChange::Series* added;  // nullptr: kept
  };
  struct Size {
    size_t lines = 0;
    size_t text = 0;
  };

  // How many of its lines come before that one.
  static size_t CountBefore(const Block& block, std::string_view labels) {
    size_t before = 0;
    for (size_t end = block.lines.size(); before < end;) {
      const size_t middle = (before + end) / 2;
      block.Labels(middle) < labels ? before = middle + 1 : end = middle;
    }
    return before;
  }

  void Add(const TableChange::Series& series) {
    parts_.push_back({{}, &series});
    ++size_.lines;
    size_.text += Labels(text_, series).size();
  }

  // Without those that were dropped.
  void Keep(Lines lines) {
    const auto all = (*lines.block)->lines.begin();
    while (lines.begin < lines.end) {
      const auto begin = all + static_cast<ptrdiff_t>(lines.begin);
      const auto end = all + static_cast<ptrdiff_t>(lines.end);
      const auto found = static_cast<size_t>(dropped_.FindFirst(begin, end, kSlotOf) - all);
      KeepAll({lines.block, lines.begin, found});
      lines.begin = found + 1;
    }
  }

  void KeepAll(const Lines& lines) {
    if (lines.begin == lines.end) return;
    parts_.push_back({lines, nullptr});
    size_.lines += lines.end - lines.begin;
    size_.text += lines.text().size();
  }

  const std::string_view text_;
  const SlotSet& dropped_;
  std::vector<Part> parts_;
  Size size_;
};

bool HoldsAny(const SlotSet& dropped, const Block& block) {
  const auto end = block.lines.end();
  return dropped.FindFirst(block.lines.begin(), end, kSlotOf) != end;
}

// How many of the added come before that text.
size_t CountBefore(std::string_view text, Added added, std::string_view labels) {
  const auto end =
      std::ranges::lower_bound(added, labels, {}, [&](const auto& s) { return Labels(text, s); });
  return static_cast<size_t>(end - added.begin());
}

}  // namespace

std::shared_ptr<const FamilyTable> EditFamily(const FamilyTable& old, std::string_view text,
                                              Added added, std::span<const Slot> dropped_slots) {
  auto result = std::make_shared<FamilyTable>();
  result->family = old.family;
  result->label_names = old.label_names;
  const SlotSet dropped(dropped_slots);
  Run run(text, dropped);
  for (size_t i = 0; i < old.blocks.size(); ++i) {
    const auto& block = old.blocks[i];
    const bool last = i + 1 == old.blocks.size();
    const size_t mine =
        last ? added.size() : CountBefore(text, added, old.blocks[i + 1]->Labels(0));
    if (mine > 0 || run.Small() || HoldsAny(dropped, *block)) {
      run.Add(block, added.first(mine));
      // Blocks that can stand alone do, so that each is made of one.
      if (!run.Small()) run.Flush(result->blocks);
    } else {
      run.Flush(result->blocks);
      result->blocks.push_back(block);
    }
    added = added.subspan(mine);
  }
  run.Add(added);
  run.Flush(result->blocks);
  return result;
}

}  // namespace weir::series

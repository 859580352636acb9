#include "expose/stretch_edit.h"

#include <algorithm>
#include <string>
#include <vector>

#include "expose/deflate/alphabet.h"
#include "expose/deflate/template_editor.h"
#include "expose/line_text.h"

namespace weir::expose {
namespace {

using Places = std::span<const Place>;
using series::Origin;

constexpr size_t kNone = SIZE_MAX;

size_t BytesOf(Places places) {
  size_t bytes = 0;
  for (const Place& place : places) bytes += place.bytes();
  return bytes;
}

// The number of each place's first text.
std::vector<size_t> FirstTexts(Places places) {
  std::vector<size_t> firsts;
  size_t texts = 0;
  for (const Place& place : places) {
    firsts.push_back(texts);
    texts += place.lines();
  }
  return firsts;
}

// Whether the first text of that place is a head.
bool HasHead(Places places, size_t i) { return i == 0 || places[i].header != nullptr; }

// Of the heads before that place, the last; kNone if there is none.
size_t HeadBefore(Places places, size_t i) {
  while (i > 0) {
    if (HasHead(places, --i)) return i;
  }
  return kNone;
}

class Editing {
 public:
  Editing(const Template& old, Places before, Places now)
      : before_(before),
        now_(now),
        first_texts_(FirstTexts(before)),
        same_head_(now.size(), kNone),
        editor_(old, BytesOf(now)) {}

  std::unique_ptr<const Template> Run() {
    for (; place_ < now_.size(); ++place_) Edit();
    return editor_.Finish();
  }

 private:
  const Place& place() const { return now_[place_]; }

  void Edit() {
    size_t line = 0;
    for (const auto& kept : FindOld()) {
      PutLines(line, kept.to);
      Keep(kept);
      line = kept.to + kept.count;
    }
    PutLines(line, place().block->lines.size());
  }

  // The place that it was, behind the one that was found last, and what it has kept of it.
  std::span<const Origin::Kept> FindOld() {
    const auto* const origin = place().block->origin.block.lock().get();
    for (size_t i = next_old_; i < before_.size(); ++i) {
      const auto* const block = before_[i].block.get();
      if ((block != place().block.get() && block != origin) || !before_[i].IsLike(place()))
        continue;
      old_ = i;
      next_old_ = i + 1;
      if (block == origin) return place().block->origin.kept;
      whole_.count = static_cast<uint32_t>(place().block->lines.size());
      return {&whole_, 1};
    }
    return {};
  }

  // Their first text stands behind another one than before, and the second one too if the first is
  // not what it was.
  void Keep(const Origin::Kept& kept) {
    const size_t rows = place().rows->size();
    const size_t begin = first_texts_[old_] + kept.from * rows;
    const size_t count = kept.count * rows;
    const bool head = kept.to == 0 && kept.from == 0 && SameHead();
    const size_t changed = std::min<size_t>(head ? 0 : SameText(kept) ? 1 : 2, count);
    for (size_t i = 0; i < changed; ++i) PutText(kept.to + i / rows, i % rows);
    editor_.Keep(begin + changed, begin + count);
  }

  // Whether the first text of the lines is the same: line feed and metadata depend on its place.
  bool SameText(const Origin::Kept& kept) const {
    const bool was_first = kept.from == 0;
    const bool is_first = kept.to == 0;
    return (was_first && old_ == 0) == (is_first && place_ == 0) &&
           (place().header == nullptr || was_first == is_first);
  }

  // Whether the place begins with the same head, and may be coded with the same one before it.
  bool SameHead() {
    const bool is_head = HasHead(now_, place_) && HasHead(before_, old_);
    if (!is_head || (place_ == 0) != (old_ == 0)) return false;
    same_head_[place_] = old_;
    const size_t last = HeadBefore(now_, place_);
    if (last == kNone) return true;
    return same_head_[last] == HeadBefore(before_, old_) && Reaches(last);
  }

  // Whether this place's head can refer to an earlier one, whatever the numbers between them are.
  bool Reaches(size_t head) const {
    size_t most = place().bytes() + kMostNumber;
    for (size_t i = head; i < place_; ++i) most += now_[i].bytes() + now_[i].lines() * kMostNumber;
    return most <= kWindow;
  }

  void PutLines(size_t begin, size_t end) {
    for (size_t line = begin; line < end; ++line) {
      for (size_t row = 0; row < place().rows->size(); ++row) PutText(line, row);
    }
  }

  void PutText(size_t line, size_t row) {
    Take(place_, line, row, text_);
    if (line == 0 && row == 0 && HasHead(now_, place_)) {
      TakeLastHead();
      editor_.PutHead(text_, text_before_);
    } else {
      TakeTextBefore(line, row);
      editor_.Put(text_, text_before_);
    }
  }

  void Take(size_t place, size_t line, size_t row, std::string& text) const {
    text.clear();
    AppendTextBefore(now_[place], line, row, place == 0 && line == 0 && row == 0, text);
  }

  void TakeLastHead() {
    const size_t last = HeadBefore(now_, place_);
    text_before_.clear();
    if (last != kNone && Reaches(last)) Take(last, 0, 0, text_before_);
  }

  void TakeTextBefore(size_t line, size_t row) {
    if (row > 0) return Take(place_, line, row - 1, text_before_);
    const size_t place = line > 0 ? place_ : place_ - 1;
    const size_t last_line = line > 0 ? line - 1 : now_[place].block->lines.size() - 1;
    Take(place, last_line, now_[place].rows->size() - 1, text_before_);
  }

  const Places before_;
  const Places now_;
  const std::vector<size_t> first_texts_;  // of `before_`
  std::vector<size_t> same_head_;          // [place]: the old place with the same head, or kNone
  TemplateEditor editor_;
  size_t place_ = 0;
  size_t old_ = 0;  // of the lines that are kept
  size_t next_old_ = 0;
  Origin::Kept whole_{};  // a place with the same block
  std::string text_;      // that is put, and the one that it is coded against
  std::string text_before_;
};

}  // namespace

std::unique_ptr<const Template> EditTemplate(const Template& old, std::span<const Place> before,
                                             std::span<const Place> now) {
  return Editing(old, before, now).Run();
}

}  // namespace weir::expose

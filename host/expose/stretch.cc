#include "expose/stretch.h"

#include <algorithm>
#include <bit>
#include <utility>

#include "expose/deflate/script.h"
#include "expose/deflate/template_writer.h"
#include "expose/eight_numbers.h"
#include "expose/line_text.h"
#include "expose/number.h"
#include "expose/stretch_edit.h"

namespace weir::expose {
namespace {

// The layout that hides series may be gone while the stretch lives on; a stretch has none.
std::vector<Place> WithoutLayout(std::span<const Place> places) {
  std::vector<Place> own(places.begin(), places.end());
  for (Place& place : own) place.hidden = nullptr;
  return own;
}

// use(row, labels) for each line.
template <class Use>
void ForEachLine(const Place& place, const Use& use) {
  const char* labels = place.block->text.data();
  for (const auto& line : place.block->lines) {
    const char* const end = place.block->text.data() + line.end;
    for (const Row& row : *place.rows) use(row, std::string_view(labels, end));
    labels = end;
  }
}

size_t CountLines(std::span<const Place> places) {
  size_t lines = 0;
  for (const Place& place : places) lines += place.lines();
  return lines;
}

uint64_t Differing(double a, double b) {
  return std::bit_cast<uint64_t>(a) ^ std::bit_cast<uint64_t>(b);
}

// Whether the values of the place's lines are these, to the last bit.  Without a branch for each,
// as nearly all of them are asked in vain, and not beyond the lines among which one differs.
bool HasValues(const Place& place, const double* values, const double* known) {
  constexpr size_t kAtOnce = 64;
  const size_t rows = place.rows->size();
  const auto& lines = place.block->lines;
  for (size_t begin = 0; begin < lines.size(); begin += kAtOnce) {
    const size_t end = std::min(begin + kAtOnce, lines.size());
    uint64_t differing = 0;
    for (size_t row = 0; row < rows; ++row) {
      const double* const of_row = values + (*place.rows)[row].slot;
      for (size_t i = begin; i < end; ++i)
        differing |= Differing(known[i * rows + row], of_row[lines[i].slot]);
    }
    if (differing != 0) return false;
  }
  return true;
}

// Numbers one after the other, made ready eight at a time.
class NumberSequence {
 public:
  // REQUIRES: of the values, as many as there are eights with one that is written.
  explicit NumberSequence(const double* values) : values_(values) {}

  char* WriteNext(char* out) {
    const size_t at = next_++ % EightNumbers::kSize;
    if (at == 0) eight_.Take(values_ + next_ - 1);
    return eight_.Write(out, at);
  }

 private:
  const double* const values_;
  size_t next_ = 0;
  EightNumbers eight_;
};

// As many as begin an eight.
size_t InEights(size_t count) {
  return (count + EightNumbers::kSize - 1) / EightNumbers::kSize * EightNumbers::kSize;
}

// What stands between the values of a page.
class Texts {
 public:
  Script Take() && { return std::move(script_); }

  void Add(const Place& place) {
    bool head = place.header != nullptr;
    for (size_t line = 0; line < place.block->lines.size(); ++line) {
      for (size_t row = 0; row < place.rows->size(); ++row) {
        text_.clear();
        AppendTextBefore(place, line, row, script_.size() == 0, text_);
        script_.Add(text_, std::exchange(head, false));
      }
    }
  }

 private:
  Script script_;
  std::string text_;
};

}  // namespace

Stretch::Stretch(std::span<const Place> places) : sources_(WithoutLayout(places)) {}

Stretch::Stretch(std::span<const Place> places, const Stretch& before) : Stretch(places) {
  MakeOutOf(before);
}

bool Stretch::Matches(std::span<const Place> places) const {
  return std::ranges::equal(sources_, places,
                            [](const Place& a, const Place& b) { return a.Matches(b); });
}

Stretch::Counts Stretch::counts() const {
  const std::lock_guard lock(mutex_);
  return counts_;
}

bool Stretch::Has(Shown shown) const {
  const std::lock_guard lock(mutex_);
  return HasCoded(shown);
}

std::optional<Checksum> Stretch::Append(Shown shown, Buffer& out) {
  const std::lock_guard lock(mutex_);
  if (!Prepare()) return std::nullopt;
  const bool unchanged = !compressed_.empty() && (HasCoded(shown) || Unchanged(shown));
  if (unchanged) {
    ++counts_.reused;
    out.Append({compressed_.data(), compressed_.size()});
  } else {
    Forget();
    Code(shown, out);
  }
  Remember(shown);
  return checksum_;
}

// What is coded next may not come to an end.
void Stretch::Forget() {
  shown_.clear();
  compressed_.clear();
}

bool Stretch::HasCoded(Shown shown) const {
  return std::ranges::equal(shown, shown_, [](const series::Samples* samples, uint64_t content) {
    return samples != nullptr && samples->content.value() == content && samples->IsPlain();
  });
}

void Stretch::Remember(Shown shown) {
  shown_.clear();
  for (const series::Samples* samples : shown) shown_.push_back(samples->content.value());
}

// What was asked for again and again will be so in its new form too; what suited no template is
// tried anew.
void Stretch::MakeOutOf(const Stretch& before) {
  const std::lock_guard lock(before.mutex_);
  const bool asked_again = before.state_ == State::kSeen || before.state_ == State::kReady;
  state_ = asked_again ? State::kSeen : State::kNew;
  if (!before.template_) return;
  if (auto made = EditTemplate(*before.template_, before.sources_, sources_))
    Adopt(std::move(made));
}

bool Stretch::Prepare() {
  if (state_ == State::kSeen) {
    Adopt(MakeTemplate());
    ++counts_.templates;
  }
  if (state_ == State::kNew) state_ = State::kSeen;
  return state_ == State::kReady;
}

void Stretch::Adopt(std::unique_ptr<const Template> made) {
  template_ = std::move(made);
  state_ = template_ ? State::kReady : State::kUnsuitable;
  if (template_) values_.resize(InEights(CountLines(sources_)));
}

std::unique_ptr<const Template> Stretch::MakeTemplate() const {
  Texts texts;
  for (const Place& place : sources_) texts.Add(place);
  return Template::Make(std::move(texts).Take());
}

bool Stretch::Unchanged(Shown shown) const {
  const double* known = values_.data();
  for (size_t i = 0; i < sources_.size(); ++i) {
    if (!HasValues(sources_[i], shown[i]->values.data(), known)) return false;
    known += sources_[i].lines();
  }
  return true;
}

void Stretch::Code(Shown shown, Buffer& out) {
  // Used up within this call: one is enough for all that a thread codes.
  thread_local Lines lines;
  WriteLines(shown, lines);
  checksum_ = ChecksumOf(lines.text.view());
  char* const begin = out.Reserve(template_->most_bytes());
  TemplateWriter bits(*template_, begin);
  CodeLines(lines, bits);
  char* const end = bits.End();
  compressed_.assign(begin, end);
  out.Advance(end);
  ++counts_.coded;
}

void Stretch::WriteLines(Shown shown, Lines& lines) {
  TakeValues(shown);
  lines.text.Truncate(0);
  lines.numbers.resize(CountLines(sources_));
  char* const begin = lines.text.Reserve(template_->most_text() + 2 * kLongestNumber);
  char* p = begin;
  NumberSequence numbers(values_.data());
  Number* number = lines.numbers.data();
  for (const Place& place : sources_) {
    if (place.header != nullptr) p = Copy(p, *place.header);
    ForEachLine(place, [&](const Row& row, std::string_view labels) {
      char* const start = WriteLineStart(p, row, labels);
      p = numbers.WriteNext(start);
      *number++ = {static_cast<uint32_t>(start - begin), static_cast<uint32_t>(p - begin)};
      *p++ = '\n';
    });
  }
  lines.text.Advance(p);
}

void Stretch::TakeValues(Shown shown) {
  double* known = values_.data();
  for (size_t i = 0; i < sources_.size(); ++i) {
    for (const auto& line : sources_[i].block->lines) {
      for (const Row& row : *sources_[i].rows) *known++ = shown[i]->values[line.slot + row.slot];
    }
  }
}

// A pass of its own: what has just been written cannot be read again at once without a stall.
void Stretch::CodeLines(const Lines& lines, TemplateWriter& bits) const {
  const char* const text = lines.text.view().data();
  const Number* number = lines.numbers.data();
  size_t start = 0;  // of what a template calls a text: the line feed before a line
  for (const Place& place : sources_) {
    bool head = place.header != nullptr;
    for (size_t i = place.lines(); i > 0; --i, ++number) {
      std::exchange(head, false) ? bits.Head(start) : bits.Text(start);
      bits.Number(text + number->begin, number->end - number->begin);
      start = number->end;
    }
  }
}

}  // namespace weir::expose

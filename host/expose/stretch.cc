#include "expose/stretch.h"

#include <algorithm>
#include <bit>

#include "expose/deflate/script.h"
#include "expose/deflate/template_writer.h"
#include "expose/line_text.h"
#include "expose/number.h"

namespace weir::expose {
namespace {

// The layout that hides series may be gone while the stretch lives on; a stretch has none.
std::vector<Place> WithoutLayout(std::span<const Place> places) {
  std::vector<Place> own(places.begin(), places.end());
  for (Place& place : own) place.hidden = nullptr;
  return own;
}

// use(row, labels, slot) for each line.
template <class Use>
void ForEachLine(const Place& place, const Use& use) {
  const char* labels = place.block->text.data();
  for (const auto& line : place.block->lines) {
    const char* const end = place.block->text.data() + line.end;
    for (const Row& row : *place.rows)
      use(row, std::string_view(labels, end), line.slot + static_cast<series::Slot>(row.slot));
    labels = end;
  }
}

size_t CountLines(std::span<const Place> places) {
  size_t lines = 0;
  for (const Place& place : places) lines += place.lines();
  return lines;
}

// What stands between the values of a page.
class Texts {
 public:
  Script Take() && { return std::move(script_); }

  void Add(const Place& place) {
    if (place.header != nullptr) text_ += *place.header;
    bool head = place.header != nullptr;
    ForEachLine(place, [&](const Row& row, std::string_view labels, series::Slot) {
      const size_t size = text_.size();
      text_.resize(size + MostOfLineStart(row, labels.size()));
      const char* const end = WriteLineStart(text_.data() + size, row, labels);
      text_.resize(static_cast<size_t>(end - text_.data()));
      script_.Add(text_, std::exchange(head, false));
      text_ = "\n";
    });
  }

 private:
  Script script_;
  std::string text_;  // since the last value
};

}  // namespace

Stretch::Stretch(std::span<const Place> places) : sources_(WithoutLayout(places)) {}

bool Stretch::Matches(std::span<const Place> places) const {
  return std::ranges::equal(sources_, places,
                            [](const Place& a, const Place& b) { return a.Matches(b); });
}

Stretch::Counts Stretch::counts() const {
  const std::lock_guard lock(mutex_);
  return counts_;
}

std::optional<Checksum> Stretch::Append(Shown shown, Buffer& out) {
  const std::lock_guard lock(mutex_);
  if (!Prepare()) return std::nullopt;
  if (!compressed_.empty() && Unchanged(shown)) {
    ++counts_.reused;
    out.Append({compressed_.data(), compressed_.size()});
    return checksum_;
  }
  Code(shown, out);
  return checksum_;
}

bool Stretch::Prepare() {
  if (state_ == State::kSeen) {
    template_ = MakeTemplate();
    state_ = template_ ? State::kReady : State::kUnsuitable;
    if (template_) values_.resize(CountLines(sources_));
  }
  if (state_ == State::kNew) state_ = State::kSeen;
  return state_ == State::kReady;
}

std::unique_ptr<const Template> Stretch::MakeTemplate() const {
  Texts texts;
  for (const Place& place : sources_) texts.Add(place);
  return Template::Make(std::move(texts).Take());
}

bool Stretch::Unchanged(Shown shown) const {
  const double* known = values_.data();
  bool same = true;
  for (size_t i = 0; i < sources_.size() && same; ++i) {
    const double* const values = shown[i]->values.data();
    for (const auto& line : sources_[i].block->lines) {
      for (const Row& row : *sources_[i].rows)
        same = same && std::bit_cast<uint64_t>(*known++) ==
                           std::bit_cast<uint64_t>(values[line.slot + row.slot]);
      if (!same) return false;
    }
  }
  return same;
}

void Stretch::Code(Shown shown, Buffer& out) {
  char* const begin = out.Reserve(template_->most_bytes());
  TemplateWriter bits(*template_, begin);
  checksum_ = ChecksumOf(WriteLines(shown, bits));
  char* const end = bits.End();
  compressed_.assign(begin, end);
  out.Advance(end);
  ++counts_.coded;
}

// Writes the text too, of which the checksum is.  It is valid until the thread's next call.
std::string_view Stretch::WriteLines(Shown shown, TemplateWriter& bits) {
  thread_local Buffer text;
  text.Truncate(0);
  char* const begin = text.Reserve(template_->most_text() + 2 * kLongestNumber);
  char* p = begin;
  const char* start = begin;  // of what a template calls a text: the line feed before a line
  double* known = values_.data();
  for (size_t i = 0; i < sources_.size(); ++i) {
    const Place& place = sources_[i];
    const double* const values = shown[i]->values.data();
    if (place.header != nullptr) p = Copy(p, *place.header);
    bool head = place.header != nullptr;
    ForEachLine(place, [&](const Row& row, std::string_view labels, series::Slot slot) {
      p = WriteLineStart(p, row, labels);
      const auto at = static_cast<size_t>(start - begin);
      std::exchange(head, false) ? bits.Head(at) : bits.Text(at);
      const char* const end = WriteNumber(p, *known++ = values[slot]);
      bits.Number(p, static_cast<size_t>(end - p));
      p += end - p;
      start = p;
      *p++ = '\n';
    });
  }
  text.Advance(p);
  return text.view();
}

}  // namespace weir::expose

#include "expose/gzip_page.h"

#include <algorithm>
#include <utility>

#include "expose/row_writer.h"

namespace weir::expose {
namespace {

// What is made at once.
constexpr size_t kEnough = 48 * 1024;
constexpr size_t kEnoughPlain = 64 * 1024;

}  // namespace

GzipPage::GzipPage(std::shared_ptr<const Plan> plan, Parts parts)
    : plan_(std::move(plan)), parts_(std::move(parts)) {}

bool GzipPage::Next(Buffer& out) {
  if (ended_) return false;
  // Used up within this call: one is enough for all that a thread compresses.
  thread_local Buffer plain;
  plain.Truncate(0);
  const size_t before = out.size();
  if (!std::exchange(begun_, true)) GzipMember::Begin(out);
  while (!AtEnd() && out.size() < before + kEnough) Step(plain, out);
  ended_ = AtEnd();
  if (ended_ && plan_->format == Format::kOpenMetrics) plain.Append("# EOF\n");
  Flush(plain, out);
  if (ended_) member_.End(out);
  return !ended_;
}

void GzipPage::Step(Buffer& plain, Buffer& out) {
  const Plan::Piece& piece = plan_->pieces[piece_];
  if (!piece.stretch || !AppendStretch(piece.end, plain, out)) {
    for (; place_ < piece.end; ++place_) WritePlain(plan_->places[place_], plain);
  }
  if (plain.size() >= kEnoughPlain) Flush(plain, out);
  ++piece_;
}

bool GzipPage::AppendStretch(size_t end, Buffer& plain, Buffer& out) {
  // A header that is still to be written is no part of a stretch.
  if (header_ != nullptr && plan_->places[place_].header == nullptr) return false;
  thread_local std::vector<const series::Samples*> shown;
  shown.clear();
  for (size_t i = place_; i < end; ++i) shown.push_back(parts_[plan_->places[i].part].get());
  Stretch& stretch = *plan_->pieces[piece_].stretch;
  if (!stretch.Has(shown) && !IsPlain(end)) return false;
  Flush(plain, out);
  const auto checksum = stretch.Append(shown, out);
  if (!checksum) return false;
  member_.Passed(*checksum);
  header_ = nullptr;
  place_ = end;
  return true;
}

// Whether each line of the places up to there stands on the page as text, blank and value alone.
bool GzipPage::IsPlain(size_t end) const {
  return std::all_of(plan_->places.begin() + static_cast<ptrdiff_t>(place_),
                     plan_->places.begin() + static_cast<ptrdiff_t>(end), [&](const Place& place) {
                       return place.IsPlain(parts_[place.part].get(), plan_->format);
                     });
}

void GzipPage::WritePlain(const Place& place, Buffer& plain) {
  if (place.header != nullptr) header_ = place.header;
  if (parts_[place.part] == nullptr) return;
  const size_t start = plain.size();
  if (header_ != nullptr) plain.Append(*header_);
  const size_t lines = plain.size();
  WriteBlock(plain, *place.rows, *place.block, *parts_[place.part], *place.hidden, plan_->format);
  if (plain.size() == lines) {
    plain.Truncate(start);
  } else {
    header_ = nullptr;
  }
}

void GzipPage::Flush(Buffer& plain, Buffer& out) {
  if (plain.size() == 0) return;
  member_.Append(plain.view(), out);
  plain.Truncate(0);
}

}  // namespace weir::expose

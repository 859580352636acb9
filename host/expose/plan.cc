#include "expose/plan.h"

#include <algorithm>
#include <functional>
#include <span>
#include <string_view>
#include <unordered_map>

namespace weir::expose {
namespace {

// A stretch is one large block, or small ones together.  Where it ends must not depend on how long
// all before it is, or a series more would move all ends behind it: so a block of this text is
// large whatever stands beside it, and small ones end at a family whose name says so, if they are
// enough.
constexpr size_t kLargeText = 16 * 1024;
constexpr size_t kEnoughText = 8 * 1024;
constexpr size_t kMostText = 64 * 1024;

// So many formats, escaping schemes and collectors with a page of their own at once: more than
// there are layouts that can be asked for.
constexpr size_t kMostPlans = 256;

// Stretches by a block that they begin with, or have.  The plans that they are of outlive it.
class StretchIndex {
 public:
  struct Entry {
    const series::Block* block;
    const std::shared_ptr<Stretch>* stretch;  // of a plan
  };

  void Add(const Place& place, const Plan::Piece& piece) {
    entries_.push_back({place.block.get(), &piece.stretch});
  }
  void Sort() { std::ranges::stable_sort(entries_, {}, &Entry::block); }

  // In the order in which they were added.
  std::span<const Entry> Find(const series::Block* block) const {
    const auto first = std::ranges::lower_bound(entries_, block, {}, &Entry::block);
    const auto last = std::ranges::upper_bound(first, entries_.end(), block, {}, &Entry::block);
    return {first, last};
  }

 private:
  std::vector<Entry> entries_;
};

// What there was before, the latest last.
struct Known {
  StretchIndex by_first;
  StretchIndex by_any;  // of this format
};

class Planner {
 public:
  // known: outlives the planner, as do the plans that it is of.
  Planner(Plan& plan, const Known& known) : plan_(plan), known_(known) {}

  void Run() {
    for (size_t i = 0; i < plan_.places.size(); ++i) {
      const Place& place = plan_.places[i];
      if (EndsBefore(place)) EndAt(i);
      large_ = place.bytes() >= kLargeText;
      size_ += place.bytes();
      hidden_ = !place.hidden->empty();
    }
    EndAt(plan_.places.size());
  }

 private:
  bool EndsBefore(const Place& place) const {
    if (size_ == 0) return false;
    const bool hides = !place.hidden->empty();
    return hides != hidden_ || large_ || place.bytes() >= kLargeText ||
           size_ + place.bytes() > kMostText ||
           (size_ >= kEnoughText && place.header != nullptr && IsMark(*place.header));
  }

  static bool IsMark(std::string_view header) {
    return std::hash<std::string_view>()(header) % 4 == 0;
  }

  void EndAt(size_t end) {
    if (begin_ == end) return;
    plan_.pieces.push_back({end, hidden_ ? nullptr : StretchOf(begin_, end)});
    begin_ = end;
    size_ = 0;
  }

  std::shared_ptr<Stretch> StretchOf(size_t begin, size_t end) {
    const auto places = std::span(plan_.places).subspan(begin, end - begin);
    for (const auto& known : known_.by_first.Find(places.front().block.get())) {
      if ((*known.stretch)->Matches(places)) return *known.stretch;
    }
    const Stretch* const before = Before(places);
    return before == nullptr ? std::make_shared<Stretch>(places)
                             : std::make_shared<Stretch>(places, *before);
  }

  // The stretch that has become this one; nullptr: it is new.
  const Stretch* Before(std::span<const Place> places) const {
    for (const Place& place : places) {
      for (const auto* block : {place.block.get(), place.block->origin.block.lock().get()}) {
        const auto found = known_.by_any.Find(block);
        if (!found.empty()) return found.back().stretch->get();
      }
    }
    return nullptr;
  }

  Plan& plan_;
  const Known& known_;
  size_t begin_ = 0;
  size_t size_ = 0;
  bool large_ = false;  // the last block
  bool hidden_ = false;
};

// plans: the latest last.
Known KnownOf(const std::vector<std::shared_ptr<const Plan>>& plans, Format format) {
  Known known;
  for (const auto& plan : plans) {
    for (const auto& piece : plan->pieces) {
      if (!piece.stretch) continue;
      known.by_first.Add(piece.stretch->places().front(), piece);
      if (plan->format != format) continue;
      for (const Place& place : piece.stretch->places()) known.by_any.Add(place, piece);
    }
  }
  known.by_first.Sort();
  known.by_any.Sort();
  return known;
}

// Nobody can ask for a layout that only its plans still have.
void ForgetLayoutsThatAreGone(std::vector<std::shared_ptr<const Plan>>& plans) {
  std::unordered_map<const Layout*, long> owned;
  for (const auto& plan : plans) ++owned[plan->layout.get()];
  std::erase_if(plans, [&](const auto& plan) {
    return plan->layout.use_count() == owned[plan->layout.get()];
  });
}

}  // namespace

std::shared_ptr<const Plan> Plans::PlanOf(std::shared_ptr<const Layout> layout, Format format) {
  const std::lock_guard lock(mutex_);
  const auto wanted = [&](const auto& plan) {
    return plan->layout == layout && plan->format == format;
  };
  if (const auto found = std::ranges::find_if(plans_, wanted); found != plans_.end()) {
    std::rotate(found, found + 1, plans_.end());
    return plans_.back();
  }
  auto plan = std::make_shared<Plan>();
  plan->places = PlacesOf(*layout, format);
  plan->layout = std::move(layout);
  plan->format = format;
  const Known known = KnownOf(plans_, format);
  Planner(*plan, known).Run();
  ForgetLayoutsThatAreGone(plans_);
  if (plans_.size() >= kMostPlans) plans_.erase(plans_.begin());
  return plans_.emplace_back(std::move(plan));
}

}  // namespace weir::expose

#include "expose/exposition.h"

#include <algorithm>
#include <utility>

#include "expose/gzip.h"
#include "expose/gzip_page.h"
#include "expose/page.h"
#include "expose/protobuf_page.h"
#include "log/log.h"
#include "series/names.h"

namespace weir::expose {
namespace {

std::unique_ptr<Body> EncodeOnce(std::shared_ptr<const Layout> layout, Parts parts, Format format,
                                 bool gzip) {
  std::unique_ptr<Body> page;
  if (format == Format::kProtobuf) {
    page = std::make_unique<ProtobufPage>(std::move(layout), std::move(parts));
  } else {
    page = std::make_unique<Page>(std::move(layout), std::move(parts), format);
  }
  if (gzip) page = Gzip(std::move(page));
  return page;
}

std::string_view Explain(Layout::Clash::Kind kind) {
  switch (kind) {
    case Layout::Clash::Kind::kType:
      return "family left out: an earlier collector shows these names with another type";
    case Layout::Clash::Kind::kHelp:
      return "HELP left out: an earlier collector says it differently";
    default:
      return "series left out: an earlier collector shows the same";
  }
}

// A collector that makes up ever new names must not fill the log, nor this memory of it.
constexpr size_t kMostLogged = 1000;

// Collectors whose own page is asked for.
constexpr size_t kMostOfOne = 64;

// Layouts during which a translation is kept although nobody asks for it: others may scrape too.
constexpr int kMostUnasked = 8;

// Whether the family, or one of its samples, has one of these names, as it is called or written.
bool HasName(const series::Family& family, const std::vector<std::string>& names) {
  return std::ranges::any_of(series::SampleNames(family), [&](const std::string& name) {
    const auto written = series::EscapeName(name, series::Escaping::kUnderscores);
    return std::ranges::any_of(names,
                               [&](const auto& each) { return each == name || each == written; });
  });
}

// The layout with the families of these names, or with all if there are none.
std::shared_ptr<const Layout> WithFamilies(std::shared_ptr<const Layout> layout,
                                           const std::vector<std::string>& names) {
  if (names.empty()) return layout;
  auto some = std::make_shared<Layout>(*layout);
  std::erase_if(some->groups, [&](const auto& group) { return !HasName(group.family(), names); });
  return some;
}

Dialect DialectOf(const Terms& terms) {
  return {terms.format == Format::kProtobuf, terms.escaping};
}

}  // namespace

Exposition::Exposition(collect::OwnMetrics& own) : own_(own) {}

std::shared_ptr<const Layout> Exposition::LayoutOf(Tables tables) {
  if (layout_ && layout_->tables == tables) return layout_;
  layout_ = MakeLayout(std::move(tables), layout_.get());
  ForgetUnasked();
  return layout_;
}

// Translations that nobody has asked for of the last layouts.
void Exposition::ForgetUnasked() {
  std::erase_if(translations_, [](Translated& known) { return ++known.layouts > kMostUnasked; });
}

// layout_ in that dialect.
std::shared_ptr<const Layout> Exposition::InDialect(const Dialect& dialect) {
  if (dialect == Dialect{}) return layout_;
  auto known = std::ranges::find(translations_, dialect, &Translated::dialect);
  if (known == translations_.end()) known = translations_.insert(known, {dialect, nullptr});
  known->layouts = 0;
  auto& translation = known->translation;
  if (!translation || translation->original != layout_)
    translation = Translate(layout_, dialect, translation.get());
  return translation->layout;
}

std::shared_ptr<const series::Samples> Exposition::ReadOwn(const collect::Reading& reading,
                                                           const Layout& layout) {
  const auto own = own_.Read(reading, {layout.conflicts.begin() + 1, layout.conflicts.end()});
  own_table_ = own.table;
  return own.samples;
}

void Exposition::LogClashes(const collect::Reading& reading) {
  for (const auto& clash : layout_->clashes) {
    const std::string& collector = reading[clash.part - 1].config->name;
    if (logged_.size() >= kMostLogged) return;
    if (!logged_.emplace(collector, clash.kind, clash.family).second) continue;
    log::Warning(Explain(clash.kind), {{"collector", collector}, {"family", clash.family}});
  }
}

Exposition::Merged Exposition::Merge(const collect::Reading& reading) {
  Tables tables = {own_table_};
  Parts parts = {nullptr};
  for (const auto& view : reading) {
    tables.push_back(view.snapshot.table);
    parts.push_back(view.snapshot.samples);
  }
  auto layout = LayoutOf(tables);
  parts[0] = ReadOwn(reading, *layout);
  if (own_table_ != tables[0]) {
    // A new family of Weir's own may be in conflict with a collector's, which it then has to say.
    tables[0] = own_table_;
    layout = LayoutOf(std::move(tables));
    parts[0] = ReadOwn(reading, *layout);
  }
  LogClashes(reading);
  return {std::move(layout), std::move(parts)};
}

// Of a page that will be asked for again.
std::unique_ptr<Body> Exposition::Encode(std::shared_ptr<const Layout> layout, Parts parts,
                                         Format format, bool gzip) {
  if (!gzip || format == Format::kProtobuf)
    return EncodeOnce(std::move(layout), std::move(parts), format, gzip);
  return std::make_unique<GzipPage>(plans_.PlanOf(std::move(layout), format), std::move(parts));
}

std::unique_ptr<Body> Exposition::Page(const collect::Reading& reading, const Terms& terms,
                                       bool gzip) {
  Merged merged;
  {
    const std::lock_guard lock(mutex_);
    merged = Merge(reading);
    merged.layout = InDialect(DialectOf(terms));
  }
  return Encode(std::move(merged.layout), std::move(merged.parts), terms.format, gzip);
}

std::unique_ptr<Body> Exposition::Page(const collect::Reading& reading, const Selection& selection,
                                       const Terms& terms, bool gzip) {
  Merged merged;
  {
    const std::lock_guard lock(mutex_);
    merged = Merge(reading);
  }
  Tables tables = merged.layout->tables;
  if (!selection.own) tables[0] = nullptr;
  for (size_t i = 0; i < reading.size(); ++i) {
    if (!selection.collectors[i]) tables[i + 1] = nullptr;
  }
  auto layout = WithFamilies(MakeLayout(std::move(tables), merged.layout.get()), selection.names);
  layout = Translate(std::move(layout), DialectOf(terms), nullptr)->layout;
  return EncodeOnce(std::move(layout), std::move(merged.parts), terms.format, gzip);
}

std::unique_ptr<Body> Exposition::PageOfOne(const collect::View& view, const Terms& terms,
                                            bool gzip) {
  auto layout = LayoutOfOne(view, DialectOf(terms));
  return Encode(std::move(layout), {view.snapshot.samples}, terms.format, gzip);
}

// Made once for each table and dialect, with the texts of the page of all.
std::shared_ptr<const Layout> Exposition::LayoutOfOne(const collect::View& view,
                                                      const Dialect& dialect) {
  const std::lock_guard lock(mutex_);
  const auto is_of_view = [&](const OfOne& known) {
    return known.translation->original->tables[0] == view.snapshot.table;
  };
  const auto known = std::ranges::find_if(
      of_one_, [&](const OfOne& each) { return is_of_view(each) && each.dialect == dialect; });
  if (known != of_one_.end()) {
    std::rotate(known, known + 1, of_one_.end());
  } else {
    const auto other = std::ranges::find_if(of_one_, is_of_view);
    auto original = other != of_one_.end() ? other->translation->original
                                           : MakeLayout({view.snapshot.table}, layout_.get());
    MakeRoomForOne();
    of_one_.push_back({dialect, Translate(std::move(original), dialect, nullptr)});
  }
  return of_one_.back().translation->layout;
}

void Exposition::MakeRoomForOne() {
  // Nobody can ask for a table that only its layout still has.
  std::erase_if(of_one_, [](const OfOne& known) {
    return known.translation->original->tables[0].use_count() == 1;
  });
  if (of_one_.size() >= kMostOfOne) of_one_.erase(of_one_.begin());
}

// Has no plan: that is worth it for pages that are asked for again and again.
std::unique_ptr<Body> Exposition::PageOf(const collect::Reading& reading, const Terms& terms,
                                         bool gzip, const std::vector<std::string>& names) {
  Tables tables;
  Parts parts;
  for (const auto& view : reading) {
    tables.push_back(view.snapshot.table);
    parts.push_back(view.snapshot.samples);
  }
  auto layout = WithFamilies(MakeLayout(std::move(tables)), names);
  layout = Translate(std::move(layout), DialectOf(terms), nullptr)->layout;
  return EncodeOnce(std::move(layout), std::move(parts), terms.format, gzip);
}

}  // namespace weir::expose

#include "expose/exposition.h"

#include <algorithm>
#include <utility>

#include "expose/gzip.h"
#include "expose/gzip_page.h"
#include "expose/page.h"
#include "expose/protobuf_page.h"
#include "log/log.h"

namespace weir::expose {
namespace {

std::unique_ptr<Body> Encode(std::shared_ptr<const Layout> layout, Parts parts, Format format,
                             bool gzip) {
  std::unique_ptr<Body> page;
  if (format == Format::kProtobuf) {
    page = std::make_unique<ProtobufPage>(std::move(layout), std::move(parts));
  } else {
    page = std::make_unique<Page>(std::move(layout), std::move(parts), format);
  }
  return gzip ? Gzip(std::move(page)) : std::move(page);
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

// Layouts during which a translation is kept although nobody asks for it: others may scrape too.
constexpr int kMostUnasked = 8;

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
    if (logged_.size() >= kMostLogged || !logged_.insert(clash).second) continue;
    log::Warning(Explain(clash.kind),
                 {{"collector", reading[clash.part - 1].config->name}, {"family", clash.family}});
  }
}

std::unique_ptr<Body> Exposition::Page(const collect::Reading& reading, const Terms& terms,
                                       bool gzip) {
  Tables tables = {nullptr};
  Parts parts = {nullptr};
  for (const auto& view : reading) {
    tables.push_back(view.snapshot.table);
    parts.push_back(view.snapshot.samples);
  }
  std::shared_ptr<const Layout> layout;
  {
    const std::lock_guard lock(mutex_);
    tables[0] = own_table_;
    layout = LayoutOf(tables);
    parts[0] = ReadOwn(reading, *layout);
    if (own_table_ != tables[0]) {
      // A new family of Weir's own may be in conflict with a collector's, which it then has to say.
      tables[0] = own_table_;
      layout = LayoutOf(std::move(tables));
      parts[0] = ReadOwn(reading, *layout);
    }
    LogClashes(reading);
    layout = InDialect(DialectOf(terms));
  }
  if (gzip && terms.format != Format::kProtobuf)
    return std::make_unique<GzipPage>(plans_.PlanOf(layout, terms.format), std::move(parts));
  return Encode(std::move(layout), std::move(parts), terms.format, gzip);
}

// Has no plan: that is worth it for pages that are asked for again and again.
std::unique_ptr<Body> Exposition::PageOf(const collect::Reading& reading, const Terms& terms,
                                         bool gzip) {
  Tables tables;
  Parts parts;
  for (const auto& view : reading) {
    tables.push_back(view.snapshot.table);
    parts.push_back(view.snapshot.samples);
  }
  auto layout = Translate(MakeLayout(std::move(tables)), DialectOf(terms), nullptr)->layout;
  return Encode(std::move(layout), std::move(parts), terms.format, gzip);
}

}  // namespace weir::expose

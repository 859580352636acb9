#include "expose/exposition.h"

#include <utility>

#include "expose/gzip.h"
#include "expose/page.h"

namespace weir::expose {
namespace {

std::unique_ptr<Body> Encode(std::shared_ptr<const Layout> layout, Parts parts, Format format, bool gzip) {
  auto page = std::make_unique<Page>(std::move(layout), std::move(parts), format);
  if (!gzip) return page;
  return Gzip(std::move(page));
}

}  // namespace

Exposition::Exposition(collect::OwnMetrics& own) : own_(own) {}

std::shared_ptr<const Layout> Exposition::LayoutOf(Tables tables) {
  if (!layout_ || layout_->tables != tables) layout_ = MakeLayout(std::move(tables), layout_.get());
  return layout_;
}

std::unique_ptr<Body> Exposition::Page(const collect::Reading& reading, Format format, bool gzip) {
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
    const auto& conflicts = LayoutOf(tables)->conflicts;
    const auto own = own_.Read(reading, {conflicts.begin() + 1, conflicts.end()});
    own_table_ = tables[0] = own.table;
    parts[0] = own.samples;
    layout = LayoutOf(std::move(tables));
  }
  return Encode(std::move(layout), std::move(parts), format, gzip);
}

std::unique_ptr<Body> Exposition::PageOf(const collect::Reading& reading, Format format, bool gzip) {
  Tables tables;
  Parts parts;
  for (const auto& view : reading) {
    tables.push_back(view.snapshot.table);
    parts.push_back(view.snapshot.samples);
  }
  return Encode(MakeLayout(std::move(tables)), std::move(parts), format, gzip);
}

}  // namespace weir::expose

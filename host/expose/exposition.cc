#include "expose/exposition.h"

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

constexpr Dialect kProtobufDialect{.protobuf = true};

}  // namespace

Exposition::Exposition(collect::OwnMetrics& own) : own_(own) {}

std::shared_ptr<const Layout> Exposition::LayoutOf(Tables tables) {
  if (!layout_ || layout_->tables != tables) layout_ = MakeLayout(std::move(tables), layout_.get());
  return layout_;
}

// layout_ as the format needs it.
std::shared_ptr<const Layout> Exposition::InDialectOf(Format format) {
  if (format != Format::kProtobuf) return layout_;
  if (!protobuf_ || protobuf_->original != layout_)
    protobuf_ = Translate(layout_, kProtobufDialect, protobuf_.get());
  return protobuf_->layout;
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
    layout = LayoutOf(tables);
    parts[0] = ReadOwn(reading, *layout);
    if (own_table_ != tables[0]) {
      // A new family of Weir's own may be in conflict with a collector's, which it then has to say.
      tables[0] = own_table_;
      layout = LayoutOf(std::move(tables));
      parts[0] = ReadOwn(reading, *layout);
    }
    LogClashes(reading);
    layout = InDialectOf(format);
  }
  if (gzip && format != Format::kProtobuf)
    return std::make_unique<GzipPage>(plans_.PlanOf(layout, format), std::move(parts));
  return Encode(std::move(layout), std::move(parts), format, gzip);
}

// Has no plan: that is worth it for pages that are asked for again and again.
std::unique_ptr<Body> Exposition::PageOf(const collect::Reading& reading, Format format,
                                         bool gzip) {
  Tables tables;
  Parts parts;
  for (const auto& view : reading) {
    tables.push_back(view.snapshot.table);
    parts.push_back(view.snapshot.samples);
  }
  auto layout = MakeLayout(std::move(tables));
  if (format == Format::kProtobuf) {
    layout = Translate(std::move(layout), kProtobufDialect, nullptr)->layout;
  }
  return Encode(std::move(layout), std::move(parts), format, gzip);
}

}  // namespace weir::expose

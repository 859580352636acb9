#include "expose/protobuf_page.h"

#include <string_view>
#include <utility>

#include "expose/protobuf_fields.h"
#include "expose/protobuf_metric.h"
#include "expose/protobuf_plain.h"

namespace weir::expose {
namespace {

constexpr size_t kPiece = 64 * 1024;
constexpr size_t kLongestVarint = 10;

// Calls use with every series of the block that is on the page.
template <class Use>
void ForEachShown(const Layout::Share& share, const series::Block& block,
                  const series::Samples& samples, const Use& use) {
  for (size_t i = 0; i < block.lines.size(); ++i) {
    const series::Slot first = block.lines[i].slot;
    if (!samples.Shows(first) || share.hidden.contains(first)) continue;
    use(ProtobufSeries{*share.table->family, samples, block.Labels(i), first});
  }
}

}  // namespace

ProtobufPage::ProtobufPage(std::shared_ptr<const Layout> layout, Parts parts)
    : layout_(std::move(layout)), parts_(std::move(parts)) {}

bool ProtobufPage::Next(Buffer& out) {
  const size_t enough = out.size() + kPiece;
  while (!AtEnd() && out.size() < enough) Step(out);
  return !AtEnd();
}

const ProtobufSection& ProtobufPage::section(const Layout::Share& share) const {
  return share.text->Protobuf()[section_];
}

void ProtobufPage::Step(Buffer& out) {
  if (!begun_) return BeginFamily(out);
  const auto& share = group().shares[share_];
  if (parts_[share.part] && block_ < share.table->blocks.size()) {
    WriteNextBlock(out, share);
    ++block_;
  } else {
    LeaveShare();
  }
}

bool ProtobufPage::IsPlain(const Layout::Share& share) const {
  return share.hidden.empty() && ArePlain(section(share), *parts_[share.part]);
}

size_t ProtobufPage::CountMetrics(const Layout::Share& share) const {
  size_t size = 0;
  if (!parts_[share.part]) return size;
  const bool plain = IsPlain(share);
  for (const auto& block : share.table->blocks) {
    if (plain) {
      size += SizeOfPlain(*block, *parts_[share.part]);
      continue;
    }
    ForEachShown(share, *block, *parts_[share.part], [&](const ProtobufSeries& series) {
      size += SizeOfMetrics(section(share), series);
    });
  }
  return size;
}

// The bytes of all metrics of the section.
size_t ProtobufPage::CountMetrics() const {
  size_t size = 0;
  for (const auto& share : group().shares) size += CountMetrics(share);
  return size;
}

// A family without metrics is not on the page.
void ProtobufPage::BeginFamily(Buffer& out) {
  const size_t metrics = CountMetrics();
  if (metrics == 0) return LeaveSection();
  const std::string& front = section(group().shares.front()).front;
  out.Advance(WriteVarint(out.Reserve(kLongestVarint), front.size() + metrics));
  out.Append(front);
  begun_ = true;
}

void ProtobufPage::WriteNextBlock(Buffer& out, const Layout::Share& share) {
  const auto& block = *share.table->blocks[block_];
  if (IsPlain(share)) return AppendPlain(out, section(share), block, *parts_[share.part]);
  ForEachShown(share, block, *parts_[share.part],
               [&](const ProtobufSeries& series) { AppendMetrics(out, section(share), series); });
}

void ProtobufPage::LeaveShare() {
  block_ = 0;
  if (++share_ == group().shares.size()) LeaveSection();
}

void ProtobufPage::LeaveSection() {
  share_ = 0;
  begun_ = false;
  if (++section_ < group().shares.front().text->Protobuf().size()) return;
  section_ = 0;
  ++group_;
}

}  // namespace weir::expose

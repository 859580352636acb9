// A page as io.prometheus.client.MetricFamily messages, each behind its length, written block by
// block as it is asked for.  A family's length stands before it and is counted first.  Holds what
// it shows, as a page of text does.
#pragma once

#include <memory>

#include "expose/body.h"
#include "expose/buffer.h"
#include "expose/layout.h"
#include "expose/page.h"

namespace weir::expose {

class ProtobufPage : public Body {
 public:
  // layout: a translation into a dialect of protobuf.  parts: the samples of its parts.
  ProtobufPage(std::shared_ptr<const Layout> layout, Parts parts);
  bool Next(Buffer& out) override;

 private:
  bool AtEnd() const { return group_ == layout_->groups.size(); }
  const Layout::Group& group() const { return layout_->groups[group_]; }
  const ProtobufSection& section(const Layout::Share& share) const;
  void Step(Buffer& out);
  // REQUIRES: its part shows something.
  bool IsPlain(const Layout::Share& share) const;
  size_t CountMetrics() const;
  size_t CountMetrics(const Layout::Share& share) const;
  void BeginFamily(Buffer& out);
  void WriteNextBlock(Buffer& out, const Layout::Share& share);
  void LeaveShare();
  void LeaveSection();

  const std::shared_ptr<const Layout> layout_;
  const Parts parts_;
  // Where it is: a group's sections come one after the other, in each all shares with all blocks.
  size_t group_ = 0;
  size_t section_ = 0;
  size_t share_ = 0;
  size_t block_ = 0;
  bool begun_ = false;  // what stands before the section's metrics is written
};

}  // namespace weir::expose

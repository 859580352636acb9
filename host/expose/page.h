// A page in one format, written block by block as it is asked for.  Holds the layout and the
// samples that it shows, so that it stays what it was while collections go on.
#pragma once

#include <memory>
#include <vector>

#include "expose/body.h"
#include "expose/buffer.h"
#include "expose/format.h"
#include "expose/layout.h"
#include "expose/section.h"
#include "series/recorder.h"

namespace weir::expose {

using Parts = std::vector<std::shared_ptr<const series::Samples>>;  // nullptr: shows nothing

class Page : public Body {
 public:
  // parts: the samples of the layout's parts.
  Page(std::shared_ptr<const Layout> layout, Parts parts, Format format);
  bool Next(Buffer& out) override;

 private:
  bool AtEnd() const { return group_ == layout_->groups.size(); }
  const Section& section(const Layout::Share& share) const;
  void Step(Buffer& out);
  void WriteNextBlock(Buffer& out, const Layout::Share& share);
  void Leave();

  const std::shared_ptr<const Layout> layout_;
  const Parts parts_;
  const Format format_;
  // Where it is: a group's sections come one after the other, in each all shares with all blocks.
  size_t group_ = 0;
  size_t section_ = 0;
  size_t share_ = 0;
  size_t block_ = 0;
  bool header_written_ = false;
  bool eof_written_ = false;
};

}  // namespace weir::expose

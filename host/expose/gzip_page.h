// A page of text as one gzip member: stretch by stretch, from templates and kept bytes where they
// serve, else compressed as plain text.
#pragma once

#include <memory>

#include "expose/body.h"
#include "expose/gzip_member.h"
#include "expose/page.h"
#include "expose/plan.h"

namespace weir::expose {

class GzipPage : public Body {
 public:
  // parts: the samples of the layout's parts.
  GzipPage(std::shared_ptr<const Plan> plan, Parts parts);
  bool Next(Buffer& out) override;

 private:
  bool AtEnd() const { return piece_ == plan_->pieces.size(); }
  void Step(Buffer& plain, Buffer& out);
  bool AppendStretch(size_t end, Buffer& plain, Buffer& out);
  bool IsPlain(size_t end) const;
  void WritePlain(const Place& place, Buffer& plain);
  void Flush(Buffer& plain, Buffer& out);

  const std::shared_ptr<const Plan> plan_;
  const Parts parts_;
  GzipMember member_;
  size_t piece_ = 0;
  size_t place_ = 0;
  const std::string* header_ = nullptr;  // to be written before the section's first line
  bool begun_ = false;
  bool ended_ = false;
};

}  // namespace weir::expose

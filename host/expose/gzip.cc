#include "expose/gzip.h"

#include <utility>

#include "expose/gzip_member.h"

namespace weir::expose {
namespace {

class GzipBody : public Body {
 public:
  explicit GzipBody(std::unique_ptr<Body> plain) : plain_(std::move(plain)) {}

  bool Next(Buffer& out) override {
    if (ended_) return false;
    if (!std::exchange(begun_, true)) GzipMember::Begin(out);
    for (const size_t before = out.size(); !ended_ && out.size() < before + kEnough;) Step(out);
    if (ended_) member_.End(out);
    return !ended_;
  }

 private:
  static constexpr size_t kEnough = 32 * 1024;

  void Step(Buffer& out) {
    // Used up within this call: one is enough for all that a thread compresses.
    thread_local Buffer plain;
    plain.Truncate(0);
    ended_ = !plain_->Next(plain);
    member_.Append(plain.view(), out);
  }

  std::unique_ptr<Body> plain_;
  GzipMember member_;
  bool begun_ = false;
  bool ended_ = false;
};

}  // namespace

std::unique_ptr<Body> Gzip(std::unique_ptr<Body> plain) {
  return std::make_unique<GzipBody>(std::move(plain));
}

}  // namespace weir::expose

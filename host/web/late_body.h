// Bodies that are made when they are asked for: an answer to HEAD never makes its body.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "expose/body.h"

namespace weir::web {

class LateBody : public expose::Body {
 public:
  using Make = std::function<std::unique_ptr<expose::Body>()>;

  explicit LateBody(Make make) : make_(std::move(make)) {}

  bool Next(expose::Buffer& out) override {
    if (make_) body_ = std::exchange(make_, nullptr)();
    return body_->Next(out);
  }

 private:
  Make make_;  // empty once called
  std::unique_ptr<expose::Body> body_;
};

class LateText : public expose::Body {
 public:
  using Make = std::function<std::string()>;

  explicit LateText(Make make) : make_(std::move(make)) {}

  bool Next(expose::Buffer& out) override {
    if (make_) out.Append(std::exchange(make_, nullptr)());
    return false;
  }

 private:
  Make make_;  // empty once called
};

}  // namespace weir::web

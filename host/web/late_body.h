// Bodies that are made when they are asked for: on the thread that writes the answer, so that the
// thread which gave the reply does not pay for it.  An answer to HEAD never makes its body.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "expose/body.h"

namespace weir::web {

class LateBody : public expose::Body {
 public:
  using Make = std::function<std::unique_ptr<expose::Body>()>;

  explicit LateBody(Make make) : make_(std::move(make)) {}

  std::string_view Next() override {
    if (make_) body_ = std::exchange(make_, nullptr)();
    return body_->Next();
  }

 private:
  Make make_;  // empty once called
  std::unique_ptr<expose::Body> body_;
};

class LateText : public expose::Body {
 public:
  using Make = std::function<std::string()>;

  explicit LateText(Make make) : make_(std::move(make)) {}

  std::string_view Next() override {
    if (!make_) return {};
    text_ = std::exchange(make_, nullptr)();
    return text_;
  }

 private:
  Make make_;  // empty once called
  std::string text_;
};

}  // namespace weir::web

// The codes of a template, and what stands of them before its texts and behind them.  Every literal
// and every length has a code, so that texts can be exchanged later.  Immutable; shared by a
// template and those that were made of it.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "expose/deflate/bit_writer.h"
#include "expose/deflate/code.h"
#include "expose/deflate/distance_code.h"
#include "expose/deflate/literal_code.h"

namespace weir::expose {

struct TemplateCode {
  // How often each symbol is there; near distances are not counted, but may be those in `near`.
  struct Wanted {
    std::vector<uint32_t> literals;
    std::vector<uint32_t> distances;
    Reach near;
  };
  // nullptr if there are no such codes.
  static std::shared_ptr<const TemplateCode> Make(const Wanted& wanted);

  std::vector<Code> literals;  // of all symbols
  DistanceCode distances;
  std::vector<uint32_t> near;  // codes of near distances, all of one width
  int32_t least_near = 0;
  std::string head;  // the block's, in whole bytes and then some bits
  Bits head_rest;
  std::array<Code, kOtherInNumbers.size()> others;
  Bits tail;  // line feed, end of block, begin of an empty stored block
};

}  // namespace weir::expose

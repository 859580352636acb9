#include "expose/deflate/template_code.h"

#include <algorithm>
#include <utility>

#include "expose/deflate/alphabet.h"
#include "expose/deflate/block_head.h"

namespace weir::expose {
namespace {

// What is not there shall cost next to nothing.
constexpr uint32_t kWeight = 64;

std::vector<uint32_t> AllOf(std::vector<uint32_t> frequencies) {
  for (uint32_t& frequency : frequencies) frequency = std::max(frequency * kWeight, 1u);
  return frequencies;
}

void AddHead(TemplateCode& code, std::span<const uint8_t> literal_lengths) {
  std::array<char, kMostBlockHead + BitWriter::kSlack> bytes;
  BitWriter out(bytes.data());
  PutBlockHead(out, literal_lengths, code.distances.lengths());
  code.head.assign(std::string_view(bytes.data(), out.place()));
  code.head_rest = out.rest();
}

void AddTail(TemplateCode& code) {
  for (const size_t symbol : {size_t{'\n'}, kEndOfBlock})
    code.tail.Append(code.literals[symbol].bits, code.literals[symbol].length);
  code.tail.Append(0, 3);
  std::ranges::transform(kOtherInNumbers, code.others.begin(),
                         [&](char c) { return code.literals[static_cast<uint8_t>(c)]; });
}

}  // namespace

std::shared_ptr<const TemplateCode> TemplateCode::Make(const Wanted& wanted) {
  const auto literals = LiteralLengths(AllOf(wanted.literals));
  if (!literals) return nullptr;
  auto distances = DistanceCode::Make(wanted.near, wanted.distances);
  if (!distances) return nullptr;
  auto code = std::make_shared<TemplateCode>(
      TemplateCode{CodesOf(*literals), std::move(*distances), {}, 0, {}, {}, {}, {}});
  if (!code->distances.near().empty()) {
    code->near = code->distances.NearFields();
    code->least_near = static_cast<int32_t>(code->distances.near().least);
  }
  AddHead(*code, *literals);
  AddTail(*code);
  return code;
}

}  // namespace weir::expose

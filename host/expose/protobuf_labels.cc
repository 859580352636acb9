#include "expose/protobuf_labels.h"

#include "expose/label_reader.h"
#include "expose/protobuf_fields.h"

namespace weir::expose {
namespace {

constexpr unsigned kLabel = 1;  // of Metric and of Exemplar
constexpr unsigned kName = 1, kValue = 2;

}  // namespace

void AppendLabelPair(std::string& out, std::string_view name, std::string_view value) {
  out += EncodeFields([&](auto& message) {
    message.Message(kLabel, [&](auto& pair) {
      pair.Bytes(kName, name);
      pair.Bytes(kValue, value);
    });
  });
}

void AppendLabelPairs(std::string& out, std::string_view label_text) {
  for (LabelReader labels(label_text); !labels.AtEnd(); labels.Advance())
    AppendLabelPair(out, labels.name(), Unescaped(labels.value()));
}

}  // namespace weir::expose

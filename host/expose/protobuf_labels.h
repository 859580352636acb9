// Labels as text, put as the label pairs of io.prometheus.client.Metric.
#pragma once

#include <string>
#include <string_view>

namespace weir::expose {

// Appends one LabelPair field.
void AppendLabelPair(std::string& out, std::string_view name, std::string_view value);

// Appends the LabelPair fields of a label text as series/label_text.h writes it.
void AppendLabelPairs(std::string& out, std::string_view label_text);

}  // namespace weir::expose

// The common case of protobuf_metric.h: each series one metric that has labels and a value and
// nothing else.  Its bytes are known without looking at it twice.
#pragma once

#include <cstddef>

#include "expose/buffer.h"
#include "expose/protobuf_section.h"
#include "series/samples.h"
#include "series/table.h"

namespace weir::expose {

// Whether all series of the section are such metrics.
bool ArePlain(const ProtobufSection& section, const series::Samples& samples);

// What the shown series of the block add to their family's message.  REQUIRES: they are plain, none
// is hidden.
size_t SizeOfPlain(const series::Block& block, const series::Samples& samples);
void AppendPlain(Buffer& out, const ProtobufSection& section, const series::Block& block,
                 const series::Samples& samples);

}  // namespace weir::expose

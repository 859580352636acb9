// The lines of one block of series, written into a buffer.
#pragma once

#include <unordered_set>
#include <vector>

#include "expose/buffer.h"
#include "expose/format.h"
#include "expose/section.h"
#include "series/samples.h"
#include "series/table.h"

namespace weir::expose {

using Hidden = std::unordered_set<series::Slot>;

// Appends the lines of all series of the block that the samples show and that are not hidden.
void WriteBlock(Buffer& out, const std::vector<Row>& rows, const series::Block& block,
                const series::Samples& samples, const Hidden& hidden, Format format);

}  // namespace weir::expose

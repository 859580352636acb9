// A body, compressed (RFC 1952, one member): ISA-L at level 1, or zlib where ISA-L is missing.
#pragma once

#include <memory>

#include "expose/body.h"

namespace weir::expose {

std::unique_ptr<Body> Gzip(std::unique_ptr<Body> plain);

}  // namespace weir::expose

// A body, compressed (RFC 1952, one member) piece by piece.
#pragma once

#include <memory>

#include "expose/body.h"

namespace weir::expose {

std::unique_ptr<Body> Gzip(std::unique_ptr<Body> plain);

}  // namespace weir::expose

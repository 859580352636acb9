// Whether a password is the one that a bcrypt hash was made of.
#pragma once

#include <string>
#include <string_view>

namespace weir::web {

// Takes tens of milliseconds, or whatever the hash's cost says, also if the hash cannot be fitted
// by any password.  A password with a NUL byte fits none.  Any thread.
bool Fits(std::string_view password, std::string_view hash);

}  // namespace weir::web

// What goes wrong on Poco's threads, said at debug level: clients can cause it at will.
#pragma once

namespace weir::web {

// Once for the process, for good.
void InstallErrorLog();

}  // namespace weir::web

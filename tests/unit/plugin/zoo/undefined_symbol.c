/* Calls a function that exists nowhere. */
#include "zoo.h"

extern int weir_zoo_missing_function(void);

ZOO_PLUGIN(ZOO_FIELDS("undefined_symbol"))

WEIR_EXPORT int Call(void) { return weir_zoo_missing_function(); }

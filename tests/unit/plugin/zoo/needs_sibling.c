/* Links to a library that lies beside it. */
#include "zoo.h"

extern int weir_zoo_sibling(void);

WEIR_EXPORT int Call(void) { return weir_zoo_sibling(); }

ZOO_PLUGIN(ZOO_FIELDS("needs_sibling"))

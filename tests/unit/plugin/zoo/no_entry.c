/* A library that is no plugin, and says so in the environment if it is loaded all the same. */
#include <stdlib.h>

__attribute__((constructor)) static void Construct(void) { setenv("WEIR_ZOO_NO_ENTRY", "1", 1); }

__attribute__((visibility("default"))) int Something(void) { return 1; }

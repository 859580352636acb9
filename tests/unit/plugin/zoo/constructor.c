/* Leaves a trace in the environment as soon as it is loaded, and another each time. */
#include <stdlib.h>
#include <string.h>

#include "zoo.h"

__attribute__((constructor)) static void Construct(void) {
  char marks[64] = "x";
  const char* const before = getenv("WEIR_ZOO_CONSTRUCTED");
  if (before != NULL && strlen(before) + 2 < sizeof marks) strcat(marks, before);
  setenv("WEIR_ZOO_CONSTRUCTED", marks, 1);
}

ZOO_PLUGIN(ZOO_FIELDS("constructor"))

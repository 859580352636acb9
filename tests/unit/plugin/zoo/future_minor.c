/* Needs what only a later host has. */
#include "zoo.h"

ZOO_PLUGIN(ZOO_FIELDS("future_minor"), .min_host_minor = 7)

/* Nothing is wrong with it. */
#include "zoo.h"

ZOO_PLUGIN(ZOO_FIELDS("good"), .flags = WEIR_PLUGIN_ISOLATE,
           .config_schema = "{\"type\": \"object\"}")

/* Its name cannot be written in exporter.yaml. */
#include "zoo.h"

ZOO_PLUGIN(ZOO_FIELDS("Bad-Name"))

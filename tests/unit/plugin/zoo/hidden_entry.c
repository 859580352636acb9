/* Has an entry, but shows it to nobody. */
#include <stddef.h>

__attribute__((visibility("hidden"), used)) const void* weir_plugin_entry_v1(unsigned index) {
  (void)index;
  return NULL;
}

/* Built for an ABI to come. */
__attribute__((visibility("default"))) const void* weir_plugin_entry_v2(unsigned index) {
  (void)index;
  return 0;
}

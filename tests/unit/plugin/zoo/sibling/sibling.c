/* The library of needs_sibling. */
__attribute__((visibility("default"))) int weir_zoo_sibling(void) { return 1; }

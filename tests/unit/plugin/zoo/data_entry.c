/* Exports the entry's name as data. */
__attribute__((visibility("default"))) int weir_plugin_entry_v1[4] = {1, 2, 3, 4};

// A plugin made of one collector class, without an entry.
#pragma once

#include <weir/collector.h>
#include <weir/testing.h>

template <class Class>
const weir_plugin* PluginOf() {
  static constexpr weir_plugin kPlugin = weir::Descriptor<Class>("probe", "1.0.0", "A probe.");
  return &kPlugin;
}

// A collector that says and does nothing.
class Silent : public weir::Collector {
 public:
  void Describe(weir::Registry&) override {}
  void Collect(weir::Sink&) override {}
};

// The reference plugin: two counters, as in the post that asked for them.
#include <weir/collector.h>

namespace {

class Foobar final : public weir::Collector {
 public:
  void Describe(weir::Registry& registry) override {
    foo_ = registry.Counter("foo_metric", "Shows whether a foo has occurred in our cluster").Add();
    bar_ = registry.Counter("bar_metric", "Shows whether a bar has occurred in our cluster").Add();
  }

  void Collect(weir::Sink& sink) override {
    sink.Push(foo_, 1);
    sink.Push(bar_, 1);
  }

 private:
  weir::Slot foo_ = 0;
  weir::Slot bar_ = 0;
};

}  // namespace

WEIR_PLUGIN(Foobar, "foobar", "1.0.0", "Shows whether foos and bars have occurred.")

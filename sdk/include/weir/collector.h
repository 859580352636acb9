// The C++ layer over weir/plugin.h: a class that measures, and one line that makes it a plugin.
//
//   class Foo final : public weir::Collector {
//    public:
//     void Describe(weir::Registry& registry) override {
//       foo_ = registry.Counter("foo_total", "Foos seen.").Add();
//     }
//     void Collect(weir::Sink& sink) override { sink.Push(foo_, CountFoos()); }
//
//    private:
//     weir::Slot foo_ = 0;
//   };
//   WEIR_PLUGIN(Foo, "foo", "1.0.0", "Counts foos.")
//
// C++17, header-only, needs nothing but weir/plugin.h.  It never prints, aborts or exits.
#pragma once

#include <weir/config.h>
#include <weir/error.h>
#include <weir/family.h>
#include <weir/labels.h>
#include <weir/log.h>
#include <weir/native_histogram.h>
#include <weir/plugin.h>
#include <weir/registry.h>
#include <weir/sink.h>

namespace weir {
inline namespace v1 {

namespace detail {
// The host of the instance that this thread is making: what a Collector's constructor logs to.
inline thread_local const weir_host* host_of_new_collector = nullptr;
}  // namespace detail

// One collector: an instance of the plugin with a configuration of its own.  Derived from by the
// author, made and owned by the boundary.
// The constructor takes `const weir::Config&` or nothing.  It checks the configuration and does not
// wait for the monitored thing.
// THREADS  No two of the constructor, Describe, Collect and the destructor run at once, but each
//          may run in another thread.  Instances are independent of each other.
// ERRORS   Any of them may throw; see weir/error.h.
class Collector {
 public:
  virtual ~Collector() = default;
  Collector(const Collector&) = delete;
  Collector& operator=(const Collector&) = delete;

  // Adds the families, and the series that are known beforehand.  Called once.
  virtual void Describe(Registry& registry) = 0;

  // Reads the monitored thing and pushes its values.  If it throws, nothing of it takes effect.
  virtual void Collect(Sink& sink) = 0;

 protected:
  Collector() : log_(detail::host_of_new_collector) {}

  // Usable from the constructor on, from any thread.
  const Log& log() const { return log_; }

 private:
  Log log_;
};

}  // namespace v1
}  // namespace weir

#include <weir/entry.h>  // WEIR_PLUGIN

// Several collectors whose plugins say anything: every page, in every format, compressed or not, is
// strictly right and says each sample that they may show exactly once.
#include <memory>
#include <vector>

#include "caller.h"
#include "expose/exposition.h"
#include "log/log.h"
#include "page_check.h"
#include "target.h"

namespace weir::fuzz {
namespace {

using expose::Format;
using series::Author;
using series::Recorder;

constexpr size_t kCollectors = 3;
constexpr int kMostActions = 400;
constexpr int kMostLooks = 4;

Recorder::Options HostOptions() {
  Recorder::Options options;
  options.author = Author::kHost;
  return options;
}

Recorder::Options PluginOptions(Input& input) {
  static const series::ExtraLabels kExtra[] = {{},
                                               {{"site", "fra\"1\\\n"}},
                                               {{"site", "1"}, {"x", "é"}, {"exported_x", "2"}},
                                               {{"a", "3"}, {"c_d", ""}, {"x", "4"}}};
  Recorder::Options options;
  options.labels = input.Of(kExtra);
  options.honor_timestamps = input.OneIn(2);
  if (input.OneIn(4)) options.limits = {30, 3, 12, 8, 16};
  return options;
}

// Weir's own collector, which also tells of the others' conflicts.
class Own : public collect::OwnMetrics {
 public:
  Own() : caller_(HostOptions()) { caller_.Commit(); }

  series::Snapshot Read(const collect::Reading& reading,
                        const std::vector<collect::Conflicts>& conflicts) override {
    WEIR_REQUIRE(conflicts.size() == reading.size(), "conflicts of nobody");
    return caller_.snapshot();
  }
  Caller& caller() { return caller_; }

 private:
  Caller caller_;
};

class Host {
 public:
  explicit Host(Input& input) : exposition_(own_) {
    for (size_t i = 0; i < kCollectors; ++i) {
      callers_.push_back(std::make_unique<Caller>(PluginOptions(input)));
      config::Collector config;
      config.name = "c" + std::to_string(i);
      configs_[i] = std::make_shared<const config::Collector>(config);
    }
  }

  void Run(Input& input) {
    int looks = 0;
    for (int i = 0; i < kMostActions && !input.empty(); ++i) {
      const size_t which = input.Pick(kCollectors + 2);
      if (which < kCollectors) {
        callers_[which]->Act(input);
      } else if (which == kCollectors) {
        own_.caller().Act(input);
      } else if (++looks < kMostLooks) {
        hidden_ = input.Pick(kCollectors * 4);
        Look();
      }
    }
    for (auto& caller : callers_) caller->Commit();
    own_.caller().Commit();
    Look();
    LookAtEachAlone();
  }

 private:
  collect::View ViewOf(size_t i) const {
    collect::View view;
    view.config = configs_[i];
    if (i != hidden_) view.snapshot = callers_[i]->snapshot();
    return view;
  }

  collect::Reading ReadAll() const {
    collect::Reading reading;
    for (size_t i = 0; i < kCollectors; ++i) reading.push_back(ViewOf(i));
    return reading;
  }

  void Look() {
    const collect::Reading reading = ReadAll();
    std::vector<const Book*> books = {&own_.caller().book()};
    for (size_t i = 0; i < kCollectors; ++i) {
      if (reading[i].snapshot.table) books.push_back(&callers_[i]->book());
    }
    const Expected expected = Merge(books);
    for (const Format format : {Format::kText, Format::kOpenMetrics}) {
      const std::string page = Drain(*exposition_.Page(reading, {format}, false));
      CheckPage(page, format, expected);
      const std::string again = DrainCompressed(*exposition_.Page(reading, {format}, true));
      WEIR_REQUIRE(page == again, "another page when compressed");
    }
  }

  void LookAtEachAlone() {
    for (size_t i = 0; i < kCollectors; ++i) {
      const Expected expected = Merge({&callers_[i]->book()});
      const Format format = i == 0 ? Format::kText : Format::kOpenMetrics;
      hidden_ = kCollectors;
      const auto body = expose::Exposition::PageOf({ViewOf(i)}, {format}, false);
      CheckPage(Drain(*body), format, expected);
    }
  }

  Own own_;
  expose::Exposition exposition_;
  std::shared_ptr<const config::Collector> configs_[kCollectors];
  std::vector<std::unique_ptr<Caller>> callers_;
  size_t hidden_ = kCollectors;  // whose collector has nothing to show
};

}  // namespace
}  // namespace weir::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  weir::log::Configure(weir::log::Level::kError, weir::log::Format::kLogfmt);
  weir::fuzz::Input input(weir::fuzz::TextOf(data, size));
  weir::fuzz::Host(input).Run(input);
  return 0;
}

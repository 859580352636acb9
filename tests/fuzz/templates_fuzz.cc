// A collector whose series and values change from scrape to scrape, in numbers that make templates,
// edit them and give them up: each compressed page is the plain page.
#include <algorithm>
#include <string>
#include <vector>

#include "expose/gzip_page.h"
#include "expose/page.h"
#include "inflate.h"
#include "input.h"
#include "series/recorder.h"
#include "target.h"

namespace weir::fuzz {
namespace {

using expose::Format;
using series::Family;
using series::Slot;
using series::Type;

constexpr int kMostScrapes = 12;
constexpr size_t kMostSeries = 3000;

std::string Drain(expose::Body& body) {
  std::string all;
  expose::ForEachPiece(body, [&all](std::string_view piece) { all += piece; });
  return all;
}

// What a collector shows at each scrape.
class Changing {
 public:
  explicit Changing(Input& input) : input_(input) { recorder_.Begin(); }

  series::Snapshot Next() {
    for (size_t i = 1 + input_.Pick(8); i > 0; --i) Change();
    for (const Series& each : series_) Push(each);
    const series::Snapshot snapshot = recorder_.Commit();
    recorder_.Begin();
    return snapshot;
  }

 private:
  struct Series {
    Slot first;
    std::vector<double> values;
  };

  void Change() {
    switch (input_.Pick(4)) {
      case 0:
        return Add(1, std::string(input_.Bytes()));
      case 1:
        return Add(input_.Byte() * 3u, "host");
      case 2:
        return Drop();
      default:
        return SetValues();
    }
  }

  // So many series of one family.
  void Add(size_t count, const std::string& label) {
    const Family family = AnyFamily();
    const auto id = recorder_.AddFamily(family);
    if (!id) return;
    const size_t begin = input_.Word() % 100'000;
    for (size_t i = 0; i < count && series_.size() < kMostSeries; ++i) {
      const std::string value = count == 1 ? label : label + std::to_string(begin + i);
      const std::string_view values[] = {value};
      const auto first = recorder_.AddSeries(*id, values);
      if (!first || std::ranges::count(series_, *first, &Series::first) > 0) continue;
      series_.push_back({*first, std::vector<double>(series::SlotCount(family), 1)});
    }
  }

  Family AnyFamily() {
    Family family;
    const size_t number = input_.Pick(6);
    family.name = "flow_" + std::to_string(number);
    family.type = number < 2 ? Type::kHistogram : number < 4 ? Type::kCounter : Type::kGauge;
    if (number < 2) family.bounds = {0.5, 1};
    if (number % 2 == 0) family.help = "What flows.";
    family.label_names = {"x"};
    return family;
  }

  // Every n-th.
  void Drop() {
    const size_t step = 1 + input_.Byte();
    size_t i = input_.Pick(step);
    std::erase_if(series_, [&](const Series& each) {
      if (i++ % step != 0) return false;
      recorder_.DropSeries(each.first);
      return true;
    });
  }

  void SetValues() {
    const double value = input_.OneIn(2) ? input_.Double() : static_cast<double>(input_.Byte());
    const size_t step = 1 + input_.Byte();
    for (size_t i = input_.Pick(step); i < series_.size(); i += step)
      std::ranges::fill(series_[i].values, value);
  }

  void Push(const Series& each) {
    for (size_t i = 0; i < each.values.size(); ++i) {
      const Slot slot = each.first + static_cast<Slot>(i);
      recorder_.Push(&slot, &each.values[i], nullptr, 1);
    }
  }

  Input& input_;
  series::Recorder recorder_{{}};
  std::vector<Series> series_;
};

class Scraper {
 public:
  void Scrape(const series::Snapshot& snapshot, Format format) {
    if (!layout_ || layout_->tables[0] != snapshot.table)
      layout_ = expose::MakeLayout({snapshot.table}, layout_.get());
    expose::GzipPage compressed(plans_.PlanOf(layout_, format), {snapshot.samples});
    expose::Page plain(layout_, {snapshot.samples}, format);
    WEIR_REQUIRE(Inflate(Drain(compressed)) == Drain(plain), "another page");
  }

 private:
  expose::Plans plans_;
  std::shared_ptr<const expose::Layout> layout_;
};

}  // namespace
}  // namespace weir::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  weir::fuzz::Input input(weir::fuzz::TextOf(data, size));
  weir::fuzz::Changing changing(input);
  weir::fuzz::Scraper scraper;
  for (int i = 0; i < weir::fuzz::kMostScrapes && (i < 3 || !input.empty()); ++i) {
    const auto snapshot = changing.Next();
    scraper.Scrape(snapshot, weir::expose::Format::kText);
    if (i % 2 == 0) scraper.Scrape(snapshot, weir::expose::Format::kOpenMetrics);
  }
  return 0;
}

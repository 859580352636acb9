// What one collector has said, kept by rules of its own, without a line of the code under test:
// what it may say is asked of the recorder, what is to be seen of it is decided here.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "series/family.h"
#include "strict_parser.h"

namespace weir::fuzz {

struct Remark {  // an exemplar
  strict::Labels labels;
  double value = 0;
  int64_t timestamp_ms = 0;
};

class Book {
 public:
  struct Series {
    series::FamilyId family = 0;
    std::vector<std::string> values;
    bool operator==(const Series&) const = default;
  };
  // What a reader is to see of one series.
  struct Shown {
    std::vector<double> values;  // by slot, from the first
    int64_t timestamp_ms = 0;
    std::map<size_t, Remark> remarks;  // by slot, from the first
  };
  struct Page {
    std::map<series::FamilyId, series::Family> families;
    std::map<series::Slot, Series> series;  // by first slot
    std::map<series::Slot, Shown> shown;
    size_t lines = 0;
  };

  // extra: what the operator adds to all series.
  Book(strict::Labels extra, bool honors_timestamps)
      : extra_(std::move(extra)), honors_timestamps_(honors_timestamps) {}

  void Begin();
  // What the recorder has answered; each is checked against all that was answered before.
  void AddFamily(const series::Family& family, series::FamilyId id);
  void AddSeries(const Series& series, series::Slot first);
  void DropSeries(series::Slot first);
  void Push(series::Slot slot, double value, std::optional<int64_t> timestamp_ms);
  void AddRemark(series::Slot slot, const std::vector<std::string>& names,
                 const std::vector<std::string>& values, const Remark& remark);

  void Commit();
  void CommitDefinitions();
  void Rollback();

  // Of the transaction that is under way.
  const Page& now() const { return now_; }
  // Of the last Commit.
  const Page& page() const { return page_; }
  const strict::Labels& extra() const { return extra_; }

 private:
  struct Pushed {
    double value = 0;
    int64_t timestamp_ms = 0;
  };
  // The first slot of the series that a slot belongs to; nothing if there is none.
  std::optional<series::Slot> FirstOf(series::Slot slot) const;
  std::optional<Shown> Judge(series::Slot first) const;

  const strict::Labels extra_;
  const bool honors_timestamps_;
  Page before_;  // definitions as of the last transaction
  Page now_;
  Page page_;
  std::set<series::Slot> retired_;  // dropped in this transaction: not to be given out again
  std::map<series::Slot, Pushed> pushed_;
  std::map<series::Slot, Remark> remarks_;
};

// How many slots a series of the family has, as weir/plugin.h says.
size_t SlotsOf(const series::Family& family);

}  // namespace weir::fuzz

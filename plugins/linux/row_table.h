// The rows of a kernel file that lists things, one a line: CPUs, devices, mounts, fields.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace weir::linux_plugin {

// Keeps what is known of each row, such as its series, from one reading of the file to the next.
// The kernel lists the same things in the same order nearly always, so a row is found by its
// position and a comparison of its key; only another order costs a search.
//   table.Begin(); for each line { Row* row = table.Find(key); ... } table.Sweep(forget);
// Rows stay at their address until they are swept.  One thread.
template <typename Row>
class RowTable {
 public:
  // Starts a reading.
  void Begin() {
    position_ = 0;
    ++pass_;
  }

  // The row with that key, made with Row() if it is new.  *again says whether this reading had it
  // already: a list that changes while it is read may show something twice.
  Row* Find(std::string_view key, bool* again) {
    Iterator found = At(key);
    *again = found->second.pass == pass_;
    found->second.pass = pass_;
    if (!*again) ++position_;
    return &found->second.row;
  }

  // The same, but nullptr for a row that this reading had already.
  Row* Find(std::string_view key) {
    bool again;
    Row* row = Find(key, &again);
    return again ? nullptr : row;
  }

  // Ends a reading: calls forget(Row&) for each row that it did not have, and removes it.
  template <typename Forget>
  void Sweep(Forget forget) {
    order_.resize(position_);
    if (rows_.size() == position_) return;
    for (Iterator i = rows_.begin(); i != rows_.end();) {
      if (i->second.pass == pass_) {
        ++i;
      } else {
        forget(i->second.row);
        i = rows_.erase(i);
      }
    }
  }

  // Calls visit(Row&) for each row of the reading that was swept last, in the order of the file.
  template <typename Visit>
  void ForEach(Visit visit) {
    for (Iterator i : order_) visit(i->second.row);
  }

  // Forgets all rows without a word.
  void Clear() {
    order_.clear();
    rows_.clear();
  }

  size_t size() const { return rows_.size(); }

 private:
  struct Entry {
    Row row{};
    uint64_t pass = 0;
  };
  using Rows = std::map<std::string, Entry, std::less<>>;
  using Iterator = typename Rows::iterator;

  Iterator At(std::string_view key) {
    if (position_ < order_.size() && order_[position_]->first == key) return order_[position_];
    Iterator found = rows_.find(key);
    if (found == rows_.end()) found = rows_.try_emplace(std::string(key)).first;
    if (position_ == order_.size()) order_.emplace_back();
    order_[position_] = found;
    return found;
  }

  Rows rows_;
  std::vector<Iterator> order_;  // of the last reading, overwritten by this one
  size_t position_ = 0;
  uint64_t pass_ = 0;
};

}  // namespace weir::linux_plugin

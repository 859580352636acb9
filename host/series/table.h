// The series that exist, in the order of the page: families by name, series by the bytes of their
// label text.  Immutable and shared: a change makes a new table that shares all blocks which the
// change did not touch, so readers need no lock and one series among a million costs one block.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "series/family.h"
#include "series/label_text.h"

namespace weir::series {

struct Block;

// Which lines of a block were taken over from one of the table before, so that what was made of
// that one can be edited instead of made anew.
struct Origin {
  // Consecutive in both, without others between them.
  struct Kept {
    uint32_t from;  // the first, in the old block
    uint32_t to;    // and here
    uint32_t count;
  };
  std::weak_ptr<const Block> block;  // nullptr: none
  std::vector<Kept> kept;            // in the order of both
};

// Some consecutive series of one family.
struct Block {
  struct Line {
    uint32_t end;  // of its label text in `text`; it begins where the line before ends
    Slot slot;     // the series' first
  };
  std::string text;
  std::vector<Line> lines;  // never empty
  Origin origin;

  std::string_view Labels(size_t i) const {
    const uint32_t begin = i == 0 ? 0 : lines[i - 1].end;
    return std::string_view(text).substr(begin, lines[i].end - begin);
  }
};

struct FamilyTable {
  std::shared_ptr<const Family> family;
  std::shared_ptr<const LabelNames> label_names;  // nullptr: all are written as they are called
  std::vector<std::shared_ptr<const Block>> blocks;
};

struct Table {
  std::vector<std::shared_ptr<const FamilyTable>> families;
};

// What one transaction adds and takes away.  A slot that is in both was added first, and is gone.
struct TableChange {
  struct Series {
    FamilyId family;
    Slot slot;
    size_t text_begin;  // in `text`
    size_t text_end;
  };
  std::vector<std::shared_ptr<const Family>> families;  // new ones
  std::vector<FamilyId> family_ids;                     // their numbers
  std::map<FamilyId, LabelNames> label_names;           // of those that have any
  std::vector<Series> series;                           // in any order
  std::string text;
  std::vector<std::pair<FamilyId, Slot>> dropped;

  bool empty() const { return families.empty() && series.empty() && dropped.empty(); }
};

// Applies changes to the tables of one collector, one after the other.  One thread at a time; the
// tables it gives out may be read by any.
class TableBuilder {
 public:
  std::shared_ptr<const Table> Apply(TableChange change);

 private:
  struct Entry {
    FamilyId id;
    std::shared_ptr<const FamilyTable> table;
  };
  size_t Find(FamilyId id) const;
  void AddFamilies(const TableChange& change);

  std::vector<Entry> entries_;           // by name
  std::vector<std::string_view> names_;  // [id - 1]; owned by the families
};

}  // namespace weir::series

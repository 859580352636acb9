#include "row_table.h"

#include <gtest/gtest.h>

#include <initializer_list>

namespace weir::linux_plugin {
namespace {

struct Row {
  int number = 0;
};

// Reads the keys, numbers new rows, and gives the numbers found; forgotten ones are negative.
std::vector<int> ReadKeys(RowTable<Row>* table, std::initializer_list<const char*> keys,
                          int* next) {
  std::vector<int> numbers;
  table->Begin();
  for (const char* key : keys) {
    Row* row = table->Find(key);
    if (row != nullptr && row->number == 0) row->number = ++*next;
    numbers.push_back(row == nullptr ? 0 : row->number);
  }
  table->Sweep([&](const Row& row) { numbers.push_back(-row.number); });
  return numbers;
}

using Numbers = std::vector<int>;

TEST(RowTable, FindsTheSameRowsAgain) {
  RowTable<Row> table;
  int next = 0;
  EXPECT_EQ(ReadKeys(&table, {"a", "b", "c"}, &next), (Numbers{1, 2, 3}));
  EXPECT_EQ(ReadKeys(&table, {"a", "b", "c"}, &next), (Numbers{1, 2, 3}));
}

TEST(RowTable, FindsThemInAnotherOrder) {
  RowTable<Row> table;
  int next = 0;
  ReadKeys(&table, {"a", "b", "c"}, &next);
  EXPECT_EQ(ReadKeys(&table, {"c", "a", "b"}, &next), (Numbers{3, 1, 2}));
  EXPECT_EQ(ReadKeys(&table, {"c", "a", "b"}, &next), (Numbers{3, 1, 2}));
}

TEST(RowTable, ForgetsWhatIsGoneAndNumbersItAnewWhenItIsBack) {
  RowTable<Row> table;
  int next = 0;
  ReadKeys(&table, {"a", "b", "c"}, &next);
  EXPECT_EQ(ReadKeys(&table, {"a", "c"}, &next), (Numbers{1, 3, -2}));
  EXPECT_EQ(ReadKeys(&table, {"a", "b", "c"}, &next), (Numbers{1, 4, 3}));
}

TEST(RowTable, TellsThatAKeyCameTwice) {
  RowTable<Row> table;
  int next = 0;
  EXPECT_EQ(ReadKeys(&table, {"a", "a", "b"}, &next), (Numbers{1, 0, 2}));
  EXPECT_EQ(ReadKeys(&table, {"b", "a", "b"}, &next), (Numbers{2, 1, 0}));
  EXPECT_EQ(table.size(), 2u);
}

TEST(RowTable, LosesAllRowsToAnEmptyReading) {
  RowTable<Row> table;
  int next = 0;
  ReadKeys(&table, {"a", "b"}, &next);
  EXPECT_EQ(ReadKeys(&table, {}, &next), (Numbers{-1, -2}));
  EXPECT_EQ(table.size(), 0u);
}

TEST(RowTable, VisitsTheRowsOfTheLastReadingInItsOrder) {
  RowTable<Row> table;
  int next = 0;
  ReadKeys(&table, {"a", "b", "c"}, &next);
  ReadKeys(&table, {"c", "a"}, &next);
  Numbers visited;
  table.ForEach([&](const Row& row) { visited.push_back(row.number); });
  EXPECT_EQ(visited, (Numbers{3, 1}));
}

}  // namespace
}  // namespace weir::linux_plugin

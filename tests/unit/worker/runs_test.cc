#include <gtest/gtest.h>

#include <cstring>
#include <string>
#include <vector>

#include "worker/wire/values.h"

namespace weir::wire {
namespace {

// The payload of the one frame that was added.
std::string PayloadOf(const Encoder& encoder) { return encoder.bytes().substr(sizeof(Header)); }

struct Read {
  std::vector<series::Slot> slots;
  std::vector<double> values;
  std::vector<int64_t> timestamps;
};

// All runs of a stream of frames, in order.
Read RunsOf(const Encoder& encoder) {
  Read all;
  RunReader reader;
  std::string_view rest = encoder.bytes();
  while (!rest.empty()) {
    Header header;
    memcpy(&header, rest.data(), sizeof header);
    const Frame frame = {static_cast<Type>(header.type), rest.substr(sizeof header, header.length)};
    EXPECT_LE(header.length, MostBytes(frame.type));
    EXPECT_TRUE(reader.Read(frame, [&](const wire::Run& run) -> Result<void> {
      for (size_t i = 0; i < run.values.size(); ++i)
        all.slots.push_back(run.first + static_cast<series::Slot>(i));
      all.values.insert(all.values.end(), run.values.begin(), run.values.end());
      all.timestamps.insert(all.timestamps.end(), run.timestamps_ms.begin(),
                            run.timestamps_ms.end());
      return {};
    }));
    rest.remove_prefix(sizeof header + header.length);
  }
  return all;
}

TEST(Runs, ComeBackInAsManyFramesAsTheyNeed) {
  std::vector<double> values(30'000);
  for (size_t i = 0; i < values.size(); ++i) values[i] = static_cast<double>(i) / 7;
  Encoder encoder;
  {
    RunWriter out(encoder);
    out.Add({1, values, {}});
    out.Add({40'000, std::span(values).first(1), {}});
  }
  const Read read = RunsOf(encoder);
  ASSERT_EQ(read.slots.size(), values.size() + 1);
  EXPECT_EQ(read.slots.front(), 1u);
  EXPECT_EQ(read.slots[29'999], 30'000u);
  EXPECT_EQ(read.slots.back(), 40'000u);
  values.push_back(values[0]);
  EXPECT_EQ(read.values, values);
  EXPECT_TRUE(read.timestamps.empty());
}

TEST(Runs, SmallOnesShareAFrame) {
  const std::vector<double> values = {1, 2};
  Encoder encoder;
  {
    RunWriter out(encoder);
    for (series::Slot slot = 1; slot < 100; slot += 3) out.Add({slot, values, {}});
  }
  Header header;
  memcpy(&header, encoder.bytes().data(), sizeof header);
  EXPECT_EQ(encoder.bytes().size(), sizeof header + header.length);
  EXPECT_EQ(RunsOf(encoder).slots.size(), 66u);
}

TEST(Runs, KeepTheirTimestampsApart) {
  const std::vector<double> values = {1, 2};
  const std::vector<int64_t> timestamps = {-1, 99};
  Encoder encoder;
  {
    RunWriter out(encoder);
    out.Add({1, values, {}});
    out.Add({3, values, timestamps});
    out.Add({5, values, {}});
  }
  const Read read = RunsOf(encoder);
  EXPECT_EQ(read.slots, (std::vector<series::Slot>{1, 2, 3, 4, 5, 6}));
  EXPECT_EQ(read.timestamps, timestamps);
}

TEST(Runs, AreRefusedWhenTheirCountIsNotThatOfTheirBytes) {
  const std::vector<double> values = {1, 2, 3};
  Encoder encoder;
  RunWriter(encoder).Add({1, values, {}});
  const std::string payload = PayloadOf(encoder);
  RunReader reader;
  const auto take = [](const wire::Run&) -> Result<void> { return {}; };
  for (size_t size = 1; size < payload.size(); ++size) {
    EXPECT_FALSE(reader.Read({Type::kValues, std::string_view(payload).substr(0, size)}, take))
        << size;
  }
  EXPECT_FALSE(reader.Read({Type::kTimedValues, payload}, take));
  std::string none = payload.substr(0, 8);
  none[4] = 0;
  EXPECT_FALSE(reader.Read({Type::kValues, none}, take)) << "a run of nothing";
}

}  // namespace
}  // namespace weir::wire

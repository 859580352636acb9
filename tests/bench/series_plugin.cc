// The plugin that the benchmarks scrape: the workload over the bare C ABI, pushed in large batches
// at each collection.  Its own work is kept small and is measured apart (see plugin_alone.h).
//
// config: {"series": N, "order": "families" | "objects", "change": "all" | "some" | "none" |
// "churn"}; the order in which series are added: all of a family together, as the page has them, or
// all families of an object together; and what is new at each collection (see change.h).

#include <weir/plugin.h>

#include <algorithm>
#include <array>
#include <memory>
#include <string>
#include <vector>

#include "change.h"
#include "workload.h"

struct weir_instance {
  weir_instance(const weir_host* the_host, size_t series, bool objects,
                weir::bench::Change the_change)
      : host(the_host), workload(series), by_objects(objects), change(the_change), slots(series) {}

  const weir_host* host;
  weir::bench::Workload workload;
  bool by_objects;
  weir::bench::Change change;
  std::vector<weir_family_id> families;
  std::vector<weir_slot> slots;  // [series]
  uint64_t generation = 0;
};

namespace {

using weir::bench::Change;
using weir::bench::kLabelNames;
using weir::bench::kLabels;
using weir::bench::Workload;

constexpr size_t kBatch = 4096;

weir_str Str(std::string_view text) { return {text.data(), text.size()}; }

weir_status Create(const weir_host* host, weir_str, weir_instance** out, weir_error* err) {
  const auto* config =
      static_cast<const weir_ext_config*>(host->get_extension(host, WEIR_EXT_CONFIG));
  if (config == nullptr) return weir_fail(err, WEIR_E_UNSUPPORTED, "needs " WEIR_EXT_CONFIG);
  int64_t series = 0;
  if (!config->get_int(host, weir_cstr("/series"), &series) || series < 1) {
    return weir_fail(err, WEIR_E_INVALID, "series: needs a number above 0");
  }
  weir_str order = weir_cstr("families");
  config->get_str(host, weir_cstr("/order"), &order);
  weir_str change = weir_cstr("all");
  config->get_str(host, weir_cstr("/change"), &change);
  const auto changes = weir::bench::ChangeOf({change.ptr, change.len});
  if (!changes) return weir_fail(err, WEIR_E_INVALID, "change: there is none of that name");
  try {
    const bool by_objects = std::string_view(order.ptr, order.len) == "objects";
    *out = new weir_instance(host, static_cast<size_t>(series), by_objects, *changes);
  } catch (const std::bad_alloc&) {
    return weir_fail(err, WEIR_E_INTERNAL, "out of memory");
  }
  return WEIR_OK;
}

weir_status AddFamily(const weir_instance& self, size_t index, weir_family_id* out,
                      weir_error* err) {
  const std::string name = Workload::NameOf(index);
  const std::string help = Workload::HelpOf(index);
  std::array<weir_str, kLabels> labels{};
  std::transform(kLabelNames.begin(), kLabelNames.end(), labels.begin(), Str);
  weir_family family{};
  family.size = sizeof family;
  family.type = Workload::IsCounter(index) ? WEIR_COUNTER : WEIR_GAUGE;
  family.name = Str(name);
  family.help = Str(help);
  family.label_names = labels.data();
  family.label_count = labels.size();
  return self.host->add_family(self.host, &family, out, err);
}

// index: among the family's series; those that it does not have are passed over.
weir_status AddSeries(weir_instance& self, size_t family, size_t index, weir_family_id id,
                      weir_error* err) {
  const size_t series = self.workload.FirstOf(family) + index;
  if (series >= self.workload.FirstOf(family + 1)) return WEIR_OK;
  const auto values = Workload::LabelsOf(index);
  std::array<weir_str, kLabels> labels{};
  std::transform(values.begin(), values.end(), labels.begin(), Str);
  return self.host->add_series(self.host, id, labels.data(), labels.size(), &self.slots[series],
                               err);
}

weir_status AddAllSeries(weir_instance& self, const std::vector<weir_family_id>& ids,
                         weir_error* err) {
  const size_t families = self.workload.families();
  const size_t longest = self.workload.FirstOf(1);
  for (size_t i = 0; i < families * longest; ++i) {
    const size_t family = self.by_objects ? i % families : i / longest;
    const size_t index = self.by_objects ? i / families : i % longest;
    const weir_status status = AddSeries(self, family, index, ids[family], err);
    if (status != WEIR_OK) return status;
  }
  return WEIR_OK;
}

weir_status Describe(weir_instance* self, weir_error* err) {
  try {
    auto& ids = self->families;
    ids.resize(self->workload.families());
    for (size_t family = 0; family < ids.size(); ++family) {
      const weir_status status = AddFamily(*self, family, &ids[family], err);
      if (status != WEIR_OK) return status;
    }
    return AddAllSeries(*self, ids, err);
  } catch (const std::bad_alloc&) {
    return weir_fail(err, WEIR_E_INTERNAL, "out of memory");
  }
}

// Puts another series in the place of this one.
weir_status Replace(weir_instance& self, size_t series, weir_error* err) {
  const size_t family = self.workload.FamilyOf(series);
  const size_t index = series - self.workload.FirstOf(family);
  self.host->drop_series(self.host, self.slots[series]);
  auto values = Workload::LabelsOf(index);
  values.back() = Workload::RebornLabel(index, self.generation);
  std::array<weir_str, kLabels> labels{};
  std::transform(values.begin(), values.end(), labels.begin(), Str);
  return self.host->add_series(self.host, self.families[family], labels.data(), labels.size(),
                               &self.slots[series], err);
}

weir_status ReplaceSome(weir_instance& self, weir_error* err) {
  try {
    using weir::bench::kTurns;
    for (size_t series = self.generation % kTurns; series < self.slots.size(); series += kTurns) {
      const weir_status status = Replace(self, series, err);
      if (status != WEIR_OK) return status;
    }
    return WEIR_OK;
  } catch (const std::bad_alloc&) {
    return weir_fail(err, WEIR_E_INTERNAL, "out of memory");
  }
}

// Each way of change a loop of its own, so that none pays for another.
template <Change kChange>
void PushAll(weir_instance& self, const weir_sink* sink) {
  std::array<double, kBatch> values;
  for (size_t begin = 0; begin < self.slots.size(); begin += kBatch) {
    const size_t count = std::min(kBatch, self.slots.size() - begin);
    for (size_t i = 0; i < count; ++i)
      values[i] = weir::bench::ValueOf(kChange, begin + i, self.generation);
    sink->push(sink, &self.slots[begin], values.data(), nullptr, count);
  }
}

weir_status Collect(weir_instance* self, const weir_sink* sink, weir_error* err) {
  ++self->generation;
  if (self->change == Change::kSome) return PushAll<Change::kSome>(*self, sink), WEIR_OK;
  if (self->change == Change::kNone) return PushAll<Change::kNone>(*self, sink), WEIR_OK;
  if (self->change == Change::kChurn) {
    const weir_status status = ReplaceSome(*self, err);
    if (status != WEIR_OK) return status;
  }
  PushAll<Change::kAll>(*self, sink);
  return WEIR_OK;
}

void Destroy(weir_instance* self) { delete self; }

const weir_plugin kPlugin = {sizeof(weir_plugin),
                             WEIR_ABI_MINOR,
                             0,
                             0,
                             "series",
                             "1.0.0",
                             "Shows a given number of series whose values all change.",
                             nullptr,
                             Create,
                             Describe,
                             Collect,
                             Destroy,
                             nullptr};

}  // namespace

const weir_plugin* weir_plugin_entry_v1(uint32_t index) { return index == 0 ? &kPlugin : nullptr; }

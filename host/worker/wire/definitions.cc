#include "worker/wire/definitions.h"

#include "worker/wire/reader.h"

namespace weir::wire {

bool AddFamily(Encoder& encoder, series::FamilyId id, const series::Family& family) {
  return encoder.Add(Type::kAddFamily, [&](Writer& out) {
    out.Number(id);
    out.Number(static_cast<int32_t>(family.type));
    out.Text(family.name);
    out.Text(family.help);
    out.Text(family.unit);
    out.Texts(family.label_names);
    out.Each(family.bounds, [&](double bound) { out.Number(bound); });
    out.Texts(family.states);
  });
}

Result<AddedFamily> ReadFamily(std::string_view payload) {
  Reader in(payload);
  AddedFamily added;
  added.id = in.Number<uint32_t>();
  const auto type = in.Number<int32_t>();
  if (type < 0 || type >= series::kTypes) return Fail("a family of an unknown type");
  added.family.type = static_cast<series::Type>(type);
  added.family.name = in.Text();
  added.family.help = in.Text();
  added.family.unit = in.Text();
  added.family.label_names = in.Texts<std::string>();
  added.family.bounds = in.Each(sizeof(double), [&] { return in.Number<double>(); });
  added.family.states = in.Texts<std::string>();
  if (!in.done()) return Fail("a malformed frame \"add family\"");
  return added;
}

bool AddSeries(Encoder& encoder, series::Slot first, series::FamilyId family,
               std::span<const std::string_view> values) {
  return encoder.Add(Type::kAddSeries, [&](Writer& out) {
    out.Number(first);
    out.Number(family);
    out.Texts(values);
  });
}

Result<AddedSeries> ReadSeries(std::string_view payload) {
  Reader in(payload);
  AddedSeries added;
  added.first = in.Number<uint32_t>();
  added.family = in.Number<uint32_t>();
  added.values = in.Texts();
  if (!in.done()) return Fail("a malformed frame \"add series\"");
  return added;
}

bool AddDrop(Encoder& encoder, series::Slot first) {
  return encoder.Add(Type::kDropSeries, [&](Writer& out) { out.Number(first); });
}

Result<series::Slot> ReadDrop(std::string_view payload) {
  Reader in(payload);
  const auto first = in.Number<uint32_t>();
  if (!in.done()) return Fail("a malformed frame \"drop series\"");
  return first;
}

}  // namespace weir::wire

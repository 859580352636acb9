#include "groups.h"

#include <algorithm>
#include <array>
#include <numeric>

#include "clock.h"
#include "cpu.h"
#include "diskstats.h"
#include "filesystem.h"
#include "loadavg.h"
#include "meminfo.h"
#include "netdev.h"
#include "stat.h"
#include "uname.h"
#include "vmstat.h"

namespace weir::linux_plugin {
namespace {

template <typename Class>
std::unique_ptr<Group> Make(const Setup& setup) {
  return std::make_unique<Class>(setup);
}

struct Entry {
  std::string_view name;
  std::unique_ptr<Group> (*make)(const Setup& setup);
};

constexpr Entry kGroups[] = {
    {"cpu", &Make<CpuGroup>},
    {"diskstats", &Make<DiskstatsGroup>},
    {"filesystem", &Make<FilesystemGroup>},
    {"loadavg", &Make<LoadAverageGroup>},
    {"meminfo", &Make<MeminfoGroup>},
    {"netdev", &Make<NetdevGroup>},
    {"stat", &Make<StatGroup>},
    {"time", &Make<ClockGroup>},
    {"uname", &Make<UnameGroup>},
    {"vmstat", &Make<VmstatGroup>},
};

std::vector<std::string_view> Names() {
  std::vector<std::string_view> names;
  for (const Entry& entry : kGroups) names.push_back(entry.name);
  return names;
}

[[noreturn]] void ComplainOfName(const std::string& path, const std::string& name) {
  std::vector<std::string_view> names = Names();
  std::string message = "unknown group \"" + name + '"';
  std::string_view nearest = Nearest(name, names);
  if (!nearest.empty()) {
    message += ", did you mean \"" + std::string(nearest) + "\"?";
  } else {
    message += "; there are";
    for (std::string_view known : names) message += ' ' + std::string(known);
  }
  throw Error(WEIR_E_INVALID, message, 0, path);
}

// The names in a list of the configuration, all known.
std::vector<std::string> ReadNames(const Config& config, const std::string& path) {
  std::vector<std::string> wanted = config.Get(path, std::vector<std::string>());
  std::vector<std::string_view> names = Names();
  for (size_t i = 0; i < wanted.size(); ++i) {
    bool known = std::find(names.begin(), names.end(), wanted[i]) != names.end();
    if (!known) ComplainOfName(Config::At(path, i), wanted[i]);
  }
  return wanted;
}

bool Contains(const std::vector<std::string>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// How many letters have to be added, removed or replaced to make one word of the other; `to` is
// shorter than 32 bytes.
size_t Distance(std::string_view from, std::string_view to) {
  std::array<size_t, 32> row;
  std::iota(row.begin(), row.end(), size_t{0});
  for (size_t i = 0; i < from.size(); ++i) {
    size_t diagonal = row[0];
    row[0] = i + 1;
    for (size_t k = 0; k < to.size(); ++k) {
      size_t replaced = diagonal + (from[i] == to[k] ? 0 : 1);
      diagonal = row[k + 1];
      row[k + 1] = std::min({replaced, row[k] + 1, diagonal + 1});
    }
  }
  return row[to.size()];
}

}  // namespace

std::vector<std::unique_ptr<Group>> MakeGroups(const Setup& setup) {
  bool only_some = setup.config.Has("/include");
  if (only_some && setup.config.Has("/exclude")) {
    throw Error(WEIR_E_INVALID, "either include or exclude, not both", 0, "/exclude");
  }
  std::vector<std::string> included = ReadNames(setup.config, "/include");
  std::vector<std::string> excluded = ReadNames(setup.config, "/exclude");
  std::vector<std::unique_ptr<Group>> groups;
  for (const Entry& entry : kGroups) {
    std::unique_ptr<Group> group = entry.make(setup);
    bool wanted = only_some ? Contains(included, entry.name) : !Contains(excluded, entry.name);
    if (wanted) groups.push_back(std::move(group));
  }
  return groups;
}

std::string_view Nearest(std::string_view word, const std::vector<std::string_view>& words) {
  constexpr size_t kFarthest = 2;
  std::string_view nearest;
  size_t distance = kFarthest + 1;
  for (std::string_view candidate : words) {
    size_t here = Distance(word, candidate);
    if (here >= distance) continue;
    distance = here;
    nearest = candidate;
  }
  return nearest;
}

}  // namespace weir::linux_plugin

// File systems that are mounted: how full they are.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "filter.h"
#include "group.h"
#include "mountinfo.h"
#include "mounts_file.h"
#include "row_table.h"
#include "statfs_probe.h"

namespace weir::linux_plugin {

// Asks each mounted file system that /filesystem's patterns leave.  One that hangs costs its own
// values only: it shows an error until it answers.
class FilesystemGroup final : public Group {
 public:
  explicit FilesystemGroup(const Setup& setup);

  void Describe(Registry& registry) override;
  void Collect(const Round& round) override;
  void Forget() override;

 private:
  enum Value : size_t { kSize, kFree, kAvail, kFiles, kFilesFree, kValues };

  struct MountLabels {
    std::string device;
    std::string mount_point;
    std::string fs_type;
  };

  // What is shown of a mount, under the label device_error that is the error; empty if nothing has
  // been shown yet.
  struct MountSeries {
    bool exists = false;
    std::string error;
    Slot device_error = 0;
    Slot read_only = 0;
    std::array<Slot, kValues> values = {};
    Slot mount_info = 0;
  };

  // One mount, by device, mount point and type.  Of several on top of each other with equal labels,
  // the last one counts: it is the one that is seen.
  struct Row {
    bool known = false;
    bool shown = false;
    MountLabels labels;
    uint64_t major = 0;
    uint64_t minor = 0;
    bool is_read_only = false;
    std::shared_ptr<StatfsTarget> target;

    MountSeries series;
  };

  // A line that was understood before, and its row's key.
  struct KnownLine {
    std::string text;
    std::string key;
  };

  void FindRows(std::string_view text);
  bool FindRow(std::string_view line, size_t index);
  void Init(const MountLabels& labels, const std::string& mount_point, Row* row);
  void Update(const MountLine& line, Row* row);
  void FindWhatMayHang();
  void Ask(const Round& round);
  void Show(Sink& sink, Row* row);
  void PushValues(Sink& sink, const Row& row);
  MountSeries AddSeries(const std::string& error, const Row& row);
  void DropSeries(Row* row);

  std::string root_;
  MountsFile mounts_;
  Filter mount_points_;
  Filter fs_types_;
  std::optional<std::chrono::milliseconds> timeout_;
  StatfsProbe probe_;

  Family device_error_;
  Family read_only_;
  std::array<Family, kValues> values_;
  Family mount_info_;

  RowTable<Row> rows_;
  std::vector<KnownLine> lines_;
  std::string malformed_;  // a line of the list that was read last
  StatfsProbe::Targets targets_;
};

}  // namespace weir::linux_plugin

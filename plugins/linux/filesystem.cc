#include "filesystem.h"

#include <string.h>

#include <algorithm>
#include <system_error>

#include "duration.h"
#include "local_mount.h"
#include "scan.h"
#include "utf8.h"

namespace weir::linux_plugin {
namespace {

// What belongs to the kernel, to containers' runtimes and to systemd's credentials.
constexpr const char* kDefaultMountPoints =
    "^/(dev|proc|run/credentials/.+|sys|var/lib/docker/.+|var/lib/containers/storage/.+)($|/)";
constexpr const char* kDefaultFsTypes =
    "^(autofs|binfmt_misc|bpf|cgroup2?|configfs|debugfs|devpts|devtmpfs|fusectl|hugetlbfs|iso9660|"
    "mqueue|nsfs|overlay|proc|procfs|pstore|rpc_pipefs|securityfs|selinuxfs|squashfs|sysfs|tracefs)"
    "$";

constexpr const char* kHangs = "mountpoint timeout";

// An error's text with a small letter: "permission denied".
std::string TextOf(int os_error) {
  const char* description = strerrordesc_np(os_error);
  if (description == nullptr) return "error " + std::to_string(os_error);
  std::string text = description;
  bool one_capital =
      text.size() > 1 && text[0] >= 'A' && text[0] <= 'Z' && !(text[1] >= 'A' && text[1] <= 'Z');
  if (one_capital) text[0] = static_cast<char>(text[0] - 'A' + 'a');
  return text;
}

std::string ErrorOf(const StatfsTarget& target) {
  switch (target.answer) {
    case StatfsTarget::Answer::kError:
      return TextOf(target.os_error);
    case StatfsTarget::Answer::kHangs:
      return kHangs;
    default:
      return "";
  }
}

}  // namespace

FilesystemGroup::FilesystemGroup(const Setup& setup)
    : root_(setup.roots.rootfs),
      mounts_(setup.roots.procfs),
      mount_points_(setup.config, "/filesystem/mount_points_include",
                    "/filesystem/mount_points_exclude", kDefaultMountPoints),
      fs_types_(setup.config, "/filesystem/fs_types_include", "/filesystem/fs_types_exclude",
                kDefaultFsTypes),
      timeout_(ReadDuration(setup.config, "/filesystem/timeout")),
      probe_(setup.statfs) {}

void FilesystemGroup::Describe(Registry& registry) {
  auto gauge = [&](const char* name, const char* help) {
    return registry.Gauge(name, help, {"device", "mountpoint", "fstype", "device_error"});
  };
  device_error_ = gauge("node_filesystem_device_error",
                        "Whether the file system failed to tell about itself (1); device_error "
                        "says how.");
  read_only_ = gauge("node_filesystem_readonly", "Whether nothing can be written there (1).");
  values_[kSize] = gauge("node_filesystem_size_bytes", "Size of the file system.");
  values_[kFree] = gauge("node_filesystem_free_bytes",
                         "Free space, with what is reserved for privileged users.");
  values_[kAvail] = gauge("node_filesystem_avail_bytes", "Free space that all users can use.");
  values_[kFiles] =
      gauge("node_filesystem_files", "Files that there can be, used inodes included.");
  values_[kFilesFree] = gauge("node_filesystem_files_free", "Files that can still be made.");
  mount_info_ = registry.Info("node_filesystem_mount_info", "Which device number is mounted where.",
                              {"device", "major", "minor", "mountpoint"});
}

void FilesystemGroup::Collect(const Round& round) {
  std::string_view text;
  MountsFile::Result result = mounts_.Read(&text);
  if (result == MountsFile::Result::kUnreadable) {
    return ReportUnreadable(round.sink, mounts_.file());
  }
  if (result == MountsFile::Result::kNew) FindRows(text);
  if (!malformed_.empty()) ReportMalformed(round.sink, mounts_.file(), malformed_);
  Ask(round);
  rows_.ForEach([&](Row& row) { Show(round.sink, &row); });
}

void FilesystemGroup::FindRows(std::string_view text) {
  size_t index = 0;
  malformed_.clear();
  rows_.Begin();
  for (std::string_view line; NextLine(&text, &line); ++index) {
    if (!FindRow(line, index)) malformed_ = line;
  }
  rows_.Sweep([this](Row& row) { DropSeries(&row); });
  lines_.resize(index);
  FindWhatMayHang();
}

bool FilesystemGroup::FindRow(std::string_view line, size_t index) {
  if (index == lines_.size()) lines_.emplace_back();
  KnownLine& known = lines_[index];
  if (!known.text.empty() && known.text == line) {
    bool again;
    Row* row = rows_.Find(known.key, &again);
    if (row->known && !again) return true;
  }
  known.text.clear();
  MountLine parsed;
  if (!ParseMountLine(line, &parsed)) return false;
  std::string mount_point = StripRoot(root_, DecodeOctal(parsed.mount_point));
  MountLabels labels = {ToUtf8(DecodeOctal(parsed.source)), ToUtf8(mount_point),
                        ToUtf8(parsed.fs_type)};
  known.key = labels.device + '\0' + labels.mount_point + '\0' + labels.fs_type;
  bool again;
  Row* row = rows_.Find(known.key, &again);
  if (!row->known) Init(labels, mount_point, row);
  Update(parsed, row);
  known.text = line;
  return true;
}

void FilesystemGroup::Init(const MountLabels& labels, const std::string& mount_point, Row* row) {
  row->labels = labels;
  row->shown = mount_points_.Shows(labels.mount_point) && fs_types_.Shows(labels.fs_type);
  row->target = std::make_shared<StatfsTarget>();
  row->target->path = JoinRoot(root_, mount_point);
  row->target->kind = labels.fs_type;
  row->known = true;
}

void FilesystemGroup::Update(const MountLine& line, Row* row) {
  if (line.major != row->major || line.minor != row->minor) DropSeries(row);
  row->major = line.major;
  row->minor = line.minor;
  row->is_read_only = line.is_read_only;
}

// A file system can be asked without care if no other kind is mounted on its way, or over it.  The
// system's root is not looked at: nothing goes on without it, not even this.
void FilesystemGroup::FindWhatMayHang() {
  Folders others;
  rows_.ForEach([&](const Row& row) {
    bool is_root = row.labels.mount_point == "/";
    if (!is_root && !KnowsItsNumbers(row.labels.fs_type)) others.insert(row.target->path);
  });
  rows_.ForEach([&](const Row& row) {
    row.target->may_hang =
        !KnowsItsNumbers(row.labels.fs_type) || LeadsThrough(row.target->path, others);
  });
}

void FilesystemGroup::Ask(const Round& round) {
  using Nanoseconds = std::chrono::nanoseconds;
  constexpr Nanoseconds kMost = std::chrono::hours(1);
  StatfsProbe::Clock::time_point now = StatfsProbe::Clock::now();
  uint64_t now_ns = static_cast<uint64_t>(now.time_since_epoch().count());
  uint64_t left = round.sink.deadline_ns() - std::min(now_ns, round.sink.deadline_ns());
  Nanoseconds budget(static_cast<int64_t>(std::min<uint64_t>(left, kMost.count())));
  targets_.clear();
  rows_.ForEach([&](const Row& row) {
    if (row.shown) targets_.push_back(row.target);
  });
  try {
    // A quarter of the time is kept for what the collection still has to do.
    probe_.Ask(targets_, timeout_ ? Nanoseconds(*timeout_) : budget / 4, now + budget / 4 * 3);
  } catch (const std::system_error& error) {
    round.sink.Partial("cannot start a thread that asks file systems", error.code().value());
  }
}

void FilesystemGroup::Show(Sink& sink, Row* row) {
  if (!row->shown) return;
  const StatfsTarget& target = *row->target;
  if (target.answer == StatfsTarget::Answer::kNone) {
    return sink.Partial("could not ask the file system at " + row->labels.mount_point +
                        ": no time was left, or too many others hang");
  }
  bool good = target.answer == StatfsTarget::Answer::kGood;
  std::string error = good ? std::string() : ErrorOf(target);
  if (row->series.exists && row->series.error != error) DropSeries(row);
  if (!row->series.exists) row->series = AddSeries(error, *row);
  sink.Push(row->series.device_error, good ? 0 : 1);
  // Not as statfs says, which sees the plugin's own mounts: a service may have them all read-only.
  sink.Push(row->series.read_only, row->is_read_only ? 1 : 0);
  if (good) PushValues(sink, *row);
}

void FilesystemGroup::PushValues(Sink& sink, const Row& row) {
  const struct statfs& result = row.target->result;
  const std::array<Slot, kValues>& slots = row.series.values;
  double block = static_cast<double>(result.f_bsize);
  sink.Push(slots[kSize], static_cast<double>(result.f_blocks) * block);
  sink.Push(slots[kFree], static_cast<double>(result.f_bfree) * block);
  sink.Push(slots[kAvail], static_cast<double>(result.f_bavail) * block);
  sink.Push(slots[kFiles], static_cast<double>(result.f_files));
  sink.Push(slots[kFilesFree], static_cast<double>(result.f_ffree));
  sink.Push(row.series.mount_info, 1);
}

FilesystemGroup::MountSeries FilesystemGroup::AddSeries(const std::string& error, const Row& row) {
  const auto& [device, mount_point, fs_type] = row.labels;
  MountSeries series;
  series.device_error = device_error_.Add({device, mount_point, fs_type, error});
  series.read_only = read_only_.Add({device, mount_point, fs_type, error});
  if (error.empty()) {
    for (size_t i = 0; i < kValues; ++i) {
      series.values[i] = values_[i].Add({device, mount_point, fs_type, error});
    }
    series.mount_info = mount_info_.Add(
        {device, std::to_string(row.major), std::to_string(row.minor), mount_point});
  }
  series.error = error;
  series.exists = true;
  return series;
}

void FilesystemGroup::DropSeries(Row* row) {
  device_error_.Drop(row->series.device_error);
  read_only_.Drop(row->series.read_only);
  for (size_t i = 0; i < kValues; ++i) values_[i].Drop(row->series.values[i]);
  mount_info_.Drop(row->series.mount_info);
  row->series = MountSeries();
}

void FilesystemGroup::Forget() {
  rows_.ForEach([](Row& row) { row.series = MountSeries(); });
}

}  // namespace weir::linux_plugin

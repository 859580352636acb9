#include "group.h"

#include "utf8.h"

namespace weir::linux_plugin {

void ReportUnreadable(Sink& sink, const File& file) {
  sink.Partial("cannot read " + file.path(), file.os_error());
}

void ReportEmpty(Sink& sink, const File& file) {
  sink.Partial("found nothing to show in " + file.path());
}

void ReportMalformed(Sink& sink, const File& file, std::string_view line) {
  constexpr size_t kShown = 60;
  std::string shown = ToUtf8(line.substr(0, kShown));
  if (line.size() > kShown) shown += "...";
  sink.Partial("cannot understand \"" + shown + "\" in " + file.path());
}

}  // namespace weir::linux_plugin

// From readings to pages.  Keeps what consecutive scrapes share: the merged layout, and what is
// compressed of it.  Any thread.
#pragma once

#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "collect/fleet.h"
#include "collect/own_metrics.h"
#include "expose/body.h"
#include "expose/format.h"
#include "expose/layout.h"
#include "expose/page.h"
#include "expose/plan.h"
#include "expose/translation.h"

namespace weir::expose {

class Exposition {
 public:
  // own: outlives the exposition; calls to it are serialised here.
  explicit Exposition(collect::OwnMetrics& own);

  // Weir's own families, then the collectors' in the order of the reading, merged.
  std::unique_ptr<Body> Page(const collect::Reading& reading, const Terms& terms, bool gzip);
  // What is wanted of such a page: the parts that are, and of these only the families of these
  // names, or all if there are none.  Conflicts are decided among the parts that are shown.
  struct Selection {
    bool own = true;
    std::vector<bool> collectors;  // one for each view
    std::vector<std::string> names;
  };
  std::unique_ptr<Body> Page(const collect::Reading& reading, const Selection& selection,
                             const Terms& terms, bool gzip);
  // What one collector shows, and nothing else.
  std::unique_ptr<Body> PageOfOne(const collect::View& view, const Terms& terms, bool gzip);
  // What these collectors show, and nothing else; names as in a selection.  For pages that are not
  // asked for again and again.
  static std::unique_ptr<Body> PageOf(const collect::Reading& reading, const Terms& terms,
                                      bool gzip, const std::vector<std::string>& names = {});

 private:
  std::shared_ptr<const Layout> LayoutOf(Tables tables);
  std::shared_ptr<const Layout> LayoutOfOne(const collect::View& view, const Dialect& dialect);
  void MakeRoomForOne();
  std::unique_ptr<Body> Encode(std::shared_ptr<const Layout> layout, Parts parts, Format format,
                               bool gzip);
  // The merged layout of all, and the samples of its parts; REQUIRES: mutex_.
  struct Merged {
    std::shared_ptr<const Layout> layout;
    Parts parts;
  };
  Merged Merge(const collect::Reading& reading);
  void ForgetUnasked();
  std::shared_ptr<const Layout> InDialect(const Dialect& dialect);
  // Collector, kind and family of a clash: a part's number is another collector's after a reload.
  using Said = std::tuple<std::string, Layout::Clash::Kind, std::string>;
  void LogClashes(const collect::Reading& reading);
  // Also keeps its table.
  std::shared_ptr<const series::Samples> ReadOwn(const collect::Reading& reading,
                                                 const Layout& layout);

  collect::OwnMetrics& own_;
  Plans plans_;
  std::mutex mutex_;  // guards all below, and calls to own_
  std::shared_ptr<const Layout> layout_;
  // Pages of one collector each, the latest last.
  struct OfOne {
    Dialect dialect;
    std::shared_ptr<const Translation> translation;
  };
  std::vector<OfOne> of_one_;
  // What is asked for, of layout_ or an earlier one: at most one for each dialect.
  struct Translated {
    Dialect dialect;
    std::shared_ptr<const Translation> translation;
    int layouts = 0;  // made since it was asked for
  };
  std::vector<Translated> translations_;
  std::shared_ptr<const series::Table> own_table_;
  std::set<Said> logged_;  // each is said once
};

}  // namespace weir::expose

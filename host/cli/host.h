// All that serves, and how one configuration of it takes the place of another.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/changes.h"
#include "cli/doors.h"
#include "cli/service_link.h"
#include "cli/setup.h"
#include "collect/fleet.h"
#include "error/result.h"
#include "expose/exposition.h"
#include "loop/epoll_loop.h"
#include "self/metrics.h"
#include "web/server.h"
#include "web/site.h"
#include "worker/workshop.h"

namespace weir::cli {

class Host {
 public:
  using Configuration = std::shared_ptr<const config::Configuration>;

  struct Options {
    web::Site::Reload reload;  // called on the loop, once it serves
    bool remote_reload = false;
  };

  // loadings: those of the configuration.  workshop: null if nobody needs a worker.
  Host(Configuration configuration, Loadings loadings, std::unique_ptr<worker::Workshop> workshop,
       Options options);

  // Starts the collectors, and says when each has run once.
  void Begin();
  // Answers requests.  doors: of the configuration, and taken note of; listeners: theirs.
  void Serve(Doors doors, std::vector<web::Listener> listeners,
             std::shared_ptr<web::Security> security);

  // Takes a checked configuration in the place of the one that serves, or changes nothing.  Starts
  // the collectors that are new or changed beside the old ones, and waits until each has run once;
  // the others go on untouched.  REQUIRES: it serves; one thread at a time, not the loop.
  Result<Changes> Apply(const Configuration& next);
  // What serves.  REQUIRES: as Apply.
  const config::Configuration& configuration() const { return *configuration_; }
  // An attempt to load another configuration begins, and has ended: what metrics and the service
  // manager are told.
  void NoteReload();
  void NoteReloaded(bool successful);
  // Apply fails from now on, also if it is under way.
  void RefuseToApply();

  // Ends the process itself if a plugin or a client holds a thread.
  void Stop();

 private:
  web::Site::Options SiteOptions(Options options);
  std::vector<Loop*> Loops();
  std::optional<self::WebStatus> WebStatus() const;
  void SayReady(const collect::Reading& reading);
  Result<std::shared_ptr<web::Security>> SecurityOf(const Configuration& next);
  bool IsInForce(const std::shared_ptr<web::Security>& security) const;
  Result<void> Prepare(const Configuration& next, const Loadings& loadings);
  void Dismiss();
  bool TakeOver(const Configuration& next, Doors::Move doors,
                const std::shared_ptr<web::Security>& security);
  void OnLoop(const Task& task);

  Configuration configuration_;  // this and the next two: what serves
  Loadings loadings_;
  Doors doors_;
  self::Metrics own_;
  expose::Exposition exposition_;
  EpollLoop loop_;
  std::unique_ptr<worker::Workshop> workshop_;  // null as long as no collector has needed a worker
  collect::Fleet fleet_;
  web::Site site_;
  std::optional<web::Server> server_;
  std::optional<ServiceLink> service_;  // once it has begun
  bool refuses_ = false;                // on the loop
};

}  // namespace weir::cli

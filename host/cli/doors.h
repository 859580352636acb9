// Which addresses are listened on, as the configuration writes them, and what another list of them
// opens and closes.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "config/configuration.h"
#include "error/result.h"
#include "web/listener.h"

namespace weir::cli {

class Doors {
 public:
  // What takes a set of doors to another.
  struct Move {
    std::vector<web::Listener> opened;
    std::set<std::string> closed;  // as Listener::address has them
  };

  // Opens what is not open yet, and changes nothing here: on an error all is as it was.
  Result<Move> Open(const config::Web& web) const;
  // Takes note of what Open has made for that configuration.
  void Take(const config::Web& web, const Move& move);

 private:
  Result<Move> OpenThoseOfSystemd() const;

  bool taken_ = false;
  bool of_systemd_ = false;                            // which are opened once
  std::multimap<std::string, std::string> addresses_;  // as written -> as bound
};

}  // namespace weir::cli

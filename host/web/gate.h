// Who comes in: accepts, bounds the connections, and decides who has to go when there are too many.
// On the loop.
#pragma once

#include <functional>
#include <list>
#include <memory>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "web/connection.h"
#include "web/listener.h"
#include "web/service.h"
#include "web/throttle.h"

namespace weir::web {

class Gate {
 public:
  // service: outlives the gate.
  Gate(std::vector<Listener> listeners, Service& service);
  ~Gate();

  void Open();
  // Stops listening on those addresses, when who has reached them by now is let in, and listens on
  // more.
  void Relisten(const std::set<std::string>& closed, std::vector<Listener> opened);
  // Accepts nobody any more, ends those that have no answer under way, and calls empty, possibly at
  // once, when the last has gone.
  void Shut(Task empty);
  // Ends the others too: who waits for a reply is told to come back.
  void CutOff();
  // Ends the connection that is stuck for longest with an answer it does not take.  False if there
  // is none.
  bool MakeRoom();

 private:
  using Connections = std::unordered_map<const Connection*, std::shared_ptr<Connection>>;
  // One that may have to go, and what it was when that was found.
  struct Victim {
    int uselessness;
    Time since;
    std::weak_ptr<Connection> connection;
  };
  using Victims = std::vector<Victim>;  // that were found and may still go, the first last
  struct Peer {
    Connections connections;
    Victims victims;
    Time looked{};  // for them
  };

  bool Watch(const Listener& listener);
  // False: nobody waits any more, or nobody can be let in now.
  bool Accept(const Listener& listener);
  void Admit(int fd, std::string peer);
  bool MakeRoomFor(const std::string& peer);
  void EndLeastUsefulOf(const std::string& peer);
  Victims LookAt(const std::string& peer);
  bool EndLeastUseful();
  static Victims FindVictims(const Connections& connections, Time before);
  static bool EndFirst(Victims& victims);
  void Ended(const Connection& connection);
  void Pause(int error);
  void Resume();

  Service& service_;
  std::list<Listener> listeners_;  // watched, unless it pauses
  Connections connections_;
  std::unordered_map<std::string, Peer> peers_;
  Victims victims_;     // of all
  TimerId resume_ = 0;  // no descriptors or memory: newcomers wait in the kernel
  Task empty_;
  Throttle throttle_{std::chrono::seconds(10)};
};

}  // namespace weir::web

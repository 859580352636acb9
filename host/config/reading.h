// What every reader of a part of the tree needs: where findings go, how a value becomes text.
#pragma once

#include <optional>
#include <string>

#include "config/findings.h"
#include "config/folder.h"
#include "config/node.h"
#include "config/references.h"

namespace weir::config {

struct Text {
  std::string value;
  std::string shown;       // for messages: in quotes, or the reference instead of its secret
  bool in_quotes = false;  // meant as a string, whatever it looks like
};

class Reading {
 public:
  // What {file: PATH} and {env: NAME} are where a single value may stand.
  enum class Maps { kReferences, kAsTheyAre };

  // The source outlives the reading.
  explicit Reading(const Source& source, Maps maps = Maps::kReferences)
      : findings_(source), folder_(source.file()), references_(folder_), maps_(maps) {}
  // The references point to the folder.
  Reading(const Reading&) = delete;
  Reading& operator=(const Reading&) = delete;

  Findings& findings() { return findings_; }
  const Folder& folder() const { return folder_; }
  References& references() { return references_; }

  // The text of a single value, a reference resolved.  Otherwise it is reported with `context`
  // ("web: listen: ") before the message, at the value.  Nothing for a reference that is to be
  // passed over.
  std::optional<Text> TextOf(const Node& node, const std::string& context);

 private:
  Findings findings_;
  Folder folder_;
  References references_;
  const Maps maps_;
};

}  // namespace weir::config

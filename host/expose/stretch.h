// Consecutive blocks of a page that are compressed as one piece, and their compressed bytes, kept
// until a value changes.  Belongs to no page: all pages with the same lines share it.  Any thread.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "expose/buffer.h"
#include "expose/deflate/template.h"
#include "expose/gzip_member.h"
#include "expose/place.h"

namespace weir::expose {

class Stretch {
 public:
  // Of each place the samples that it shows.
  using Shown = std::span<const series::Samples* const>;

  explicit Stretch(std::span<const Place> places);

  const series::Block* first_block() const { return sources_.front().block.get(); }
  bool Matches(std::span<const Place> places) const;

  // Appends the compressed lines.  Nothing: they have to be compressed as plain text, because they
  // suit no template, or are used for the first time and may never be again.
  // REQUIRES: all places are plain with these samples.
  std::optional<Checksum> Append(Shown shown, Buffer& out);

  // Of all stretches, for tests: how often values were coded and how often bytes were used again.
  struct Counts {
    size_t coded = 0;
    size_t reused = 0;
  };
  Counts counts() const;

 private:
  enum class State { kNew, kSeen, kReady, kUnsuitable };

  bool Prepare();
  std::unique_ptr<const Template> MakeTemplate() const;
  bool Unchanged(Shown shown) const;
  void Code(Shown shown, Buffer& out);
  std::string_view WriteLines(Shown shown, class TemplateWriter& bits);

  const std::vector<Place> sources_;
  mutable std::mutex mutex_;  // guards all below
  State state_ = State::kNew;
  std::unique_ptr<const Template> template_;
  std::vector<double> values_;    // of the lines as they were coded
  std::vector<char> compressed_;  // empty: not coded yet
  Checksum checksum_;
  Counts counts_;
};

}  // namespace weir::expose

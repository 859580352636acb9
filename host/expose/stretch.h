// Consecutive blocks of a page that are compressed as one piece, and their compressed bytes, kept
// until a value changes.  Belongs to no page: all pages with the same lines share it.  Any thread.
#pragma once

#include <cstdint>
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
  // One that takes the place of another, of which it keeps most lines.
  Stretch(std::span<const Place> places, const Stretch& before);

  std::span<const Place> places() const { return sources_; }
  bool Matches(std::span<const Place> places) const;

  // Whether these samples are those that it has coded, and have nothing but values.
  bool Has(Shown shown) const;

  // Appends the compressed lines.  Nothing: they have to be compressed as plain text, because they
  // suit no template, or are used for the first time and may never be again.
  // REQUIRES: all places are plain with these samples.
  std::optional<Checksum> Append(Shown shown, Buffer& out);

  // For tests: how often a template was made from nothing, values were coded, and bytes were used
  // again.
  struct Counts {
    size_t templates = 0;
    size_t coded = 0;
    size_t reused = 0;
  };
  Counts counts() const;

 private:
  enum class State { kNew, kSeen, kReady, kUnsuitable };

  // Where a number stands in the text.
  struct Number {
    uint32_t begin;
    uint32_t end;
  };
  struct Lines {
    Buffer text;
    std::vector<Number> numbers;
  };

  void MakeOutOf(const Stretch& before);
  bool Prepare();
  void Adopt(std::unique_ptr<const Template> made);
  std::unique_ptr<const Template> MakeTemplate() const;
  bool HasCoded(Shown shown) const;
  bool Unchanged(Shown shown) const;
  void Forget();
  void Remember(Shown shown);
  void Code(Shown shown, Buffer& out);
  void WriteLines(Shown shown, Lines& lines);
  void TakeValues(Shown shown);
  void CodeLines(const Lines& lines, class TemplateWriter& bits) const;

  const std::vector<Place> sources_;
  mutable std::mutex mutex_;  // guards all below
  State state_ = State::kNew;
  std::unique_ptr<const Template> template_;
  std::vector<double> values_;    // of the lines as they were coded, and up to an eight
  std::vector<uint64_t> shown_;   // by place, the content of the samples that had these values
  std::vector<char> compressed_;  // empty: not coded yet
  Checksum checksum_;
  Counts counts_;
};

}  // namespace weir::expose

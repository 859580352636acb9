// Makes a template out of another one of which most texts are still there: those are taken over,
// and only what is new is coded.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "expose/deflate/piece_writer.h"
#include "expose/deflate/template.h"

namespace weir::expose {

class TemplateEditor {
 public:
  // old: outlives the editor.  text_bytes: of all texts that there will be.
  TemplateEditor(const Template& old, size_t text_bytes);

  // Below, the new template's texts, one behind the other.

  // The old one's texts from begin on.  The first of them stands behind the same text as there, and
  // a head has the same head before it.  REQUIRES: behind all that were kept before.
  void Keep(size_t begin, size_t end);
  // Another text; before: the one before it.
  void Put(std::string_view text, std::string_view before);
  // One that is a head; before: the head before it if that can be reached, or nothing.
  void PutHead(std::string_view text, std::string_view before);

  // nullptr: so much has changed that a new one is better, or there can be none.
  std::unique_ptr<const Template> Finish();

 private:
  void SkipTo(size_t text);
  void PutTokens(std::string_view text);

  const Template& old_;
  std::unique_ptr<Template> made_;
  PieceWriter pieces_;
  size_t text_ = 0;   // of the old one: where it is
  size_t piece_ = 0;  // and the first piece of that
  bool too_long_ = false;
  std::vector<Token> tokens_;
};

}  // namespace weir::expose

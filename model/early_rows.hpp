/// Rows of a round that leave while the rest of them is still being checked.
#pragma once

#include <cstdint>
#include <span>

#include "model/round_draft.hpp"

namespace sojourn::model {

/// Takes the rows of one round ahead of the draft. What was taken has no effect of its own: who gets the
/// draft uses it, or does without.
class EarlyRows {
 public:
  EarlyRows() = default;
  EarlyRows(const EarlyRows&) = delete;
  EarlyRows& operator=(const EarlyRows&) = delete;
  virtual ~EarlyRows() = default;

  /// Fields in which rows may have values, told before the first of them come.
  virtual void expect(std::span<const std::size_t> /*fields*/) {}
  /// The draft's first rows, so many of them. They are final. Returns whether they were taken: then the draft
  /// lets go of them, and the ones after them come first in it. If not, all that was taken is given up.
  virtual bool take(const RoundDraft& draft, std::uint32_t rows) = 0;
  /// No more will come. Returns whether all that were taken are where they belong.
  virtual bool complete() = 0;
  /// A row that was taken has changed after all, or what they belong to will not come about.
  virtual void give_up() = 0;
};

/// For who wants to know what a file is like, and not its rows.
class UnwantedRows : public EarlyRows {
 public:
  bool take(const RoundDraft& /*draft*/, std::uint32_t /*rows*/) override { return true; }
  bool complete() override { return true; }
  void give_up() override {}
};

}  // namespace sojourn::model

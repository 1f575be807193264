/// Rows of a round that leave while the rest of them is still being checked.
#pragma once

#include <cstdint>

#include "model/round_draft.hpp"

namespace sojourn::model {

/// Takes the rows of one round ahead of the draft that has all of them. What was taken has no effect of its
/// own: who gets the draft uses it, or does without.
class EarlyRows {
 public:
  EarlyRows() = default;
  EarlyRows(const EarlyRows&) = delete;
  EarlyRows& operator=(const EarlyRows&) = delete;
  virtual ~EarlyRows() = default;

  /// The next rows of the draft, up to before `last`: from the first, or from where the call before ended.
  /// They are final. Returns whether to go on; if not, what was taken is given up.
  virtual bool take(const RoundDraft& draft, std::uint32_t last) = 0;
  /// A row that was taken has changed after all.
  virtual void give_up() = 0;
};

}  // namespace sojourn::model

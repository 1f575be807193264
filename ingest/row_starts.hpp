/// Where each row begins in the child's answer, found while the answer comes in.
#pragma once

#include <cstdint>
#include <string_view>

#include "model/large_pages.hpp"

namespace sojourn::ingest {

/// Follows rows as SourceTable has them: number, fingerprint, a text for each column; row number 0 ends them.
class RowStarts {
 public:
  /// The first row begins at `start` of the answer; rows stand on so many sheets.
  RowStarts(std::size_t columns, std::size_t sheets, std::size_t start)
      : columns_(columns), sheets_(sheets), at_(start) {}

  /// The answer's next bytes, cut anywhere. What comes after the end mark is of no interest. Throws
  /// CutOff for what is no such answer, and for one of more than 4 GiB: none is let through (see
  /// SandboxLimits).
  void take(std::string_view bytes);
  /// To be called after the last bytes. Throws CutOff without the end mark.
  model::LargeVector<std::uint32_t> finish();

 private:
  static constexpr std::size_t number = 0;       ///< steps of a row …
  static constexpr std::size_t fingerprint = 1;  ///< … after which its texts come

  void take_value();
  /// Whether a row may stand there (see place_on_sheet): the reader is not to be believed.
  bool is_place(std::uint64_t value) const;

  std::size_t columns_;
  std::size_t sheets_;
  std::size_t at_;  ///< of the next byte, in the answer
  model::LargeVector<std::uint32_t> starts_;
  std::size_t step_ = number;
  std::uint64_t value_ = 0;  ///< read so far
  unsigned shift_ = 0;
  std::uint64_t skip_ = 0;  ///< bytes of a text that are still to come
  bool ended_ = false;
};

}  // namespace sojourn::ingest

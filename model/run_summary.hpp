/// What runs of a column's rows sum to or have in common, without looking at each row.
#pragma once

#include <cstdint>
#include <vector>

#include "model/column.hpp"

namespace sojourn::model {

/// Knows each stretch of 64 rows, so a question costs at most 128 rows and a 64th of those between. Belongs
/// to the column it was made of, which is given again each time.
class RunSummary {
 public:
  static constexpr std::size_t stretch = 64;
  /// No column has this code.
  static constexpr std::uint64_t differing = ~std::uint64_t{0};

  struct Sum {
    std::int64_t total = 0;  ///< of the rows that are not null
    std::size_t known = 0;   ///< how many these are
  };

  RunSummary() = default;
  /// `summed`: an integer column that `sum` will be asked of; for others only `common_code` works.
  RunSummary(const Column& column, bool summed);

  Sum sum(const Column& column, std::size_t first, std::size_t last) const;
  /// The code (see Column::code) of all rows from first to before last, which are at least one; or
  /// `differing`.
  std::uint64_t common_code(const Column& column, std::size_t first, std::size_t last) const;
  std::size_t memory_bytes() const;

 private:
  std::vector<std::int64_t> totals_;  ///< of all rows before each stretch
  std::vector<std::uint32_t> known_;  ///< the same of rows that are not null
  std::vector<bool> uniform_;         ///< whether all rows of each stretch have one code
};

}  // namespace sojourn::model

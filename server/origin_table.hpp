/// Where the people of an area come from, and where those from an area are: rows
/// of a round's flows, added up by area.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/round_data.hpp"

namespace sojourn::server {

struct OriginRow {
  std::string pcode;  ///< empty: unknown, or known by name only
  std::string name;   ///< empty: unknown
  int level = -1;     ///< of the area; lower than asked for where no more is known, -1 where nothing is
  std::int64_t individuals = 0;
  model::OriginBasis basis = model::OriginBasis::all;  ///< the weakest of what was added up
};

struct OriginTable {
  /// The sum of the rows; nothing where nobody counted, which is not zero.
  std::optional<std::int64_t> individuals;
  std::vector<OriginRow> rows;  ///< most people first, unknown last
};

/// The people now in `area`, by the area of `level` that they were displaced from. The rows, of which unknown
/// is one, add up to the area's stock.
OriginTable origins_of(const model::RoundData& round, std::uint32_t area, int level);

/// The people displaced from `area`, by the area of `level` where they are now. Where they are is always
/// known, if only to a level above.
OriginTable destinations_from(const model::RoundData& round, std::uint32_t area, int level);

}  // namespace sojourn::server

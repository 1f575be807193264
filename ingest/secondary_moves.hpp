/// What the rows of a round say of moves after the first, put together.
#pragma once

#include <cstdint>
#include <vector>

#include "ingest/finding_log.hpp"
#include "ingest/placer.hpp"
#include "ingest/profile.hpp"
#include "ingest/record.hpp"
#include "model/round_content.hpp"

namespace sojourn::ingest {

class SecondaryMoves {
 public:
  /// Of a row that counts, as a part of `location`. Moves of nobody are left out.
  void add(const Record& record, std::uint32_t location, Placer& placer, FindingLog& log);
  bool empty() const { return moves_.empty(); }
  /// All of them, by location, kind and rank. `grain` says whom they are about; `first_rows` are for
  /// findings.
  std::vector<model::SecondaryDisplacement> take(const model::RoundContent& content, BreakdownGrain grain,
                                                 const std::vector<std::int64_t>& first_rows,
                                                 FindingLog& log);

 private:
  void place(const ReportedPlace& reported, std::int64_t row, model::SecondaryDisplacement& move,
             Placer& placer, FindingLog& log) const;

  std::vector<model::SecondaryDisplacement> moves_;
};

}  // namespace sojourn::ingest

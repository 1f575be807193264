/// What is said about a place that was not found as it was written.
#pragma once

#include <string>
#include <string_view>

#include "geo/boundary_set.hpp"
#include "ingest/finding_log.hpp"
#include "ingest/placer.hpp"
#include "ingest/record.hpp"
#include "ingest/source_table.hpp"

namespace sojourn::ingest {

/// `table`, `boundaries` and `log` have to outlive it.
class PlaceNotes {
 public:
  PlaceNotes(const SourceTable& table, const geo::BoundarySet& boundaries, FindingLog& log)
      : table_(table), boundaries_(boundaries), log_(log) {}

  void note_place(const ReportedPlace& place, const PlacedArea& placed, FindingPlace where);
  void note_origin(const ReportedPlace& origin, const PlacedArea& placed, FindingPlace where);
  /// `placed_in`: the area that the row counts for.
  void note_point(const PlacedPoint& placed, std::uint32_t placed_in, FindingPlace where);
  /// The cell that says that level: the name's, else the code's.
  const SourceColumn* place_column(const ReportedPlace& place, int level) const;

 private:
  void note_codes(const ReportedPlace& place, const PlacedArea& placed, FindingPlace where);
  void note_similar(const ReportedPlace& place, const PlacedArea& placed, int level, FindingPlace where,
                    std::string_view what);
  std::string did_you_mean(const PlacedArea& placed) const;

  const SourceTable& table_;
  const geo::BoundarySet& boundaries_;
  FindingLog& log_;
};

}  // namespace sojourn::ingest

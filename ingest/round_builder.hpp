/// Puts the rows of one round together: parts to locations, places, origins, totals.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "ingest/displaced_within.hpp"
#include "ingest/finding_log.hpp"
#include "ingest/fingerprint_set.hpp"
#include "ingest/known_locations.hpp"
#include "ingest/part_table.hpp"
#include "ingest/place_notes.hpp"
#include "ingest/placer.hpp"
#include "ingest/record.hpp"
#include "ingest/round_plan.hpp"
#include "ingest/row_checks.hpp"
#include "ingest/row_reader.hpp"
#include "ingest/secondary_moves.hpp"
#include "model/early_rows.hpp"
#include "model/round_draft.hpp"

namespace sojourn::ingest {

/// Thrown where rows that have left would be needed: the round is to be built anew, with all its rows kept.
struct RowsHaveGone {};

/// The result does not depend on the order in which rows are added, findings and the order of locations
/// aside.
class RoundBuilder {
 public:
  RoundBuilder(const SourceTable& table, const RoundPlan& plan,
               std::shared_ptr<const geo::BoundarySet> boundaries);

  /// Has rows that will not change any more taken while others are still being added: of rounds of many
  /// locations without origins. They are not in the draft then. `rows` has to outlive this.
  void send_early(model::EarlyRows& rows);
  /// Reads, checks and adds one row of the source table. `refused` (may be null): why it does not count,
  /// whatever else it says. This and `finish` throw RowsHaveGone.
  void add(std::uint32_t table_row, const Rejection* refused = nullptr);
  /// Call once, after the last row.
  model::RoundDraft finish();
  FindingLog& log() { return log_; }

 private:
  /// What a location's row says as the period's end, and where.
  struct PeriodEnd {
    model::Date end;
    std::int64_t row;
  };
  struct PlacelessRow {
    std::uint32_t table_row;
    std::int64_t individuals;
  };

  /// Rows without an area, of those that have most people: one of them may be all others' total.
  struct Unplaced {
    std::vector<std::uint32_t> table_rows;
    std::int64_t people = 0;
    bool too_many = false;  ///< of so many alike none is a total, and none is held back
  };

  void expect_rows_after(std::uint32_t table_row);
  void reject(const Record& record, const Rejection& rejection);
  void derive(Record& record) const;
  void derive_reasons(Record& record);
  PlacedArea find_area(const Record& record);
  void note_area(const Record& record, const PlacedArea& placed);
  bool hold_back(std::uint32_t table_row);
  void accept_held(std::uint32_t table_row);
  std::string_view unit_of(const Record& record) const;
  std::string_view name_of(const Record& record) const;
  const std::string& identity(const Record& record, std::uint32_t area);
  std::string_view identity_part(std::string_view part, const Record& record, std::uint32_t area);
  void check_date(Record& record);
  void refuse_second_sheet(const Record& record, std::uint32_t location);
  void refuse_series(const Record& record, std::uint32_t location);
  void accept(std::uint32_t table_row, Record& record, const PlacedArea& placed);
  void note_alike(std::uint32_t table_row, const Record& record, std::uint32_t location, bool fresh);
  void add_origins(const Record& record, std::uint32_t location);
  void add_origin(std::uint32_t location, const ReportedPlace& origin, std::string_view country,
                  model::OriginBasis basis, std::int64_t people);
  void add_reasons_of_area(Record& record, std::uint32_t area);
  void keep_restricted(const Record& record, std::uint32_t location);
  bool may_be_another_place(const Record& record) const;
  bool is_list_of_unnamed_places() const;
  void settle_doubles();
  void reject_double(std::uint32_t table_row);
  void settle_unplaced();
  void settle_placeless();

  void finish_early();
  void give_up_early();
  bool may_leave() const;
  bool leave(std::uint32_t rows);
  void let_go(std::uint32_t rows);
  bool know(std::uint32_t rows);
  bool is_known_alone(std::uint32_t location);
  KnownLocations::Location known(std::uint32_t location) const;
  std::string name_of_known(std::uint32_t location);
  void finish_rows(std::uint32_t rows);
  void finish_row(std::uint32_t location);
  void note_point(std::uint32_t location, const PlacedPoint& placed);
  void compare(const model::PreviousRound& previous);
  void note_repeated_points();
  void finish_origins();
  void finish_area_figures();
  void finish_totals();
  void check_totals();

  const SourceTable& table_;
  const RoundPlan& plan_;
  const Profile& profile_;
  Placer placer_;
  RowReader reader_;
  FindingLog log_;
  PlaceNotes notes_;
  Record record_;
  model::RoundDraft draft_;
  PartTable parts_;  ///< locations whose rows are here, numbered from the first that has not left

  std::vector<std::int64_t> first_rows_;                 ///< per location: its first row of the file
  std::unordered_map<std::uint32_t, PeriodEnd> ends_;    ///< by location, where the round has several
  std::vector<std::uint32_t> first_table_rows_;          ///< per location: that row of the table
  std::vector<bool> has_several_rows_;                   ///< per location
  std::unordered_set<std::uint64_t> parts_seen_;         ///< mapped cells of locations with several rows …
  std::unordered_set<std::uint64_t> parts_seen_before_;  ///< … that came before rows left last
  FingerprintSet seen_rows_;
  std::vector<std::uint32_t> doubles_;  ///< rows equal to others, which may be other places all the same
  std::vector<PlacelessRow> placeless_;
  Unplaced unplaced_;
  std::unordered_map<std::string, std::size_t> origin_index_;  ///< location and area → index into origins
  std::map<std::uint32_t, std::array<std::int64_t, reason_count>> area_reasons_;
  std::set<std::tuple<std::uint32_t, std::string, std::string>> restricted_;
  SecondaryMoves secondary_;
  DisplacedWithin within_;
  FindingLog point_log_;  ///< of locations' positions, to be told at the end
  PlaceNotes point_notes_;
  model::EarlyRows* early_ = nullptr;
  KnownLocations known_;            ///< those that have left; at the end, all
  FingerprintCounts points_known_;  ///< the positions of those that have left
  std::string id_;
  bool is_known_by_key_ = false;  ///< whether the record of `id_` says all of a key
  std::string part_;
  bool maps_places_ = false;
  bool tells_rows_apart_unread_ = false;  ///< rows are alike in all that is read
  bool settles_doubles_ = false;          ///< of these, findings of their own tell
  bool counts_areas_only_ = true;         ///< no column breaks the people of a place down
  std::size_t most_locations_ = 0;
};

}  // namespace sojourn::ingest

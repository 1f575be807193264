/// From rows about places to relocation areas or services: a feature for each row, with its own shape or
/// point.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "geo/geos.hpp"
#include "ingest/dataset_reader.hpp"
#include "ingest/finding_log.hpp"
#include "ingest/fingerprint_set.hpp"
#include "ingest/place_notes.hpp"
#include "ingest/placer.hpp"
#include "ingest/round_plan.hpp"
#include "ingest/row_checks.hpp"
#include "model/round_draft.hpp"

namespace sojourn::ingest {

class SiteBuilder {
 public:
  SiteBuilder(const SourceTable& table, const RoundPlan& plan,
              std::shared_ptr<const geo::BoundarySet> boundaries);

  /// Reads, checks and adds one row of the source table. `refused` (may be null): why it does not count,
  /// whatever else it says.
  void add(std::uint32_t table_row, const Rejection* refused = nullptr);
  /// Call once, after the last row.
  model::RoundDraft finish();
  FindingLog& log() { return log_; }

 private:
  /// Where the row is: the area it counts for, and what is drawn.
  struct Site {
    std::uint32_t area = 0;
    PlacedBy by = PlacedBy::nothing;
    double confidence = 0;
    geo::MultiPolygon shape;  ///< empty: a point, or nothing
    std::optional<geo::LonLat> point;
    bool measured = false;
  };

  std::optional<Rejection> check(std::uint32_t table_row);
  std::optional<Rejection> check_counts() const;
  void read_shape(Site& site);
  void read_parsed(const geo::ParsedShape& parsed, Site& site);
  void leave_out_geometry(std::string_view why);
  void place(Site& site);
  void place_point(Site& site);
  std::string id_of(const Site& site) const;
  std::optional<Rejection> check_protection() const;
  void write(const Site& site, const std::string& id);
  void note_values();
  void reject(const Rejection& rejection, std::int64_t row, std::int64_t capacity);
  void reject_repeated();
  void take_out(const std::vector<bool>& rejected);
  std::string_view text(std::string_view field) const;
  std::optional<std::int64_t> count(std::string_view field) const;

  const SourceTable& table_;
  const Profile& profile_;
  model::Collection collection_;
  Placer placer_;
  DatasetReader reader_;
  FindingLog log_;
  PlaceNotes notes_;
  DatasetRecord record_;
  std::unordered_map<std::string, std::int64_t> ids_;  ///< how many rows have it
  std::vector<std::int64_t> numbers_;                  ///< of the rows written, as a spreadsheet shows them
  FingerprintSet seen_rows_;
  model::RoundDraft draft_;
};

}  // namespace sojourn::ingest

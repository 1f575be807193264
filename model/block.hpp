/// The rows of one collection in one round: what items, tiles, tables and
/// analysis read. Immutable, shared between editions.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "geo/boundary_set.hpp"
#include "model/column.hpp"
#include "model/point_e7.hpp"
#include "model/rtree.hpp"
#include "model/run_summary.hpp"
#include "model/world_point.hpp"

namespace sojourn::model {

/// Numbers of rows of a block, ascending.
using Rows = std::span<const std::uint32_t>;

class Block {
 public:
  /// Features are points (PointE7, perhaps absent). Puts rows in Hilbert order over WorldPoint, those without
  /// a point last, and reports the order used (new row → row of the table) if asked.
  static Block of_points(Collection collection, const TableBuilder& table, std::span<const PointE7> points,
                         std::vector<std::uint32_t>* order_used = nullptr);
  /// Features are areas: `areas[row]` is an index into `boundaries`, or geo::no_area for a feature without
  /// geometry. Rows keep the order given. `ids[row]` replaces the id field where it is null ("not known").
  static Block of_areas(Collection collection, const TableBuilder& table, std::vector<std::uint32_t> areas,
                        std::vector<std::string> ids, std::shared_ptr<const geo::BoundarySet> boundaries);

  /// Features are areas of their own or points: `areas[row]` is an index into `shapes`, or geo::no_area where
  /// the point (of an area: a position in it) is all there is. Rows are in Hilbert order of the points.
  static Block of_shapes(Collection collection, const TableBuilder& table, std::span<const PointE7> points,
                         std::span<const std::uint32_t> areas,
                         std::shared_ptr<const geo::BoundarySet> shapes);

  Collection collection() const { return collection_; }
  std::size_t rows() const { return rows_; }
  std::span<const Field> fields() const { return fields_of(collection_); }
  const Column& column(std::size_t field) const { return columns_[field]; }
  /// By name; throws std::logic_error for a name that the schema lacks.
  const Column& column(std::string_view name) const;

  bool is_points() const { return boundaries_ == nullptr; }
  PointE7 point(std::size_t row) const { return points_[row]; }
  /// Whether the row is a point on the map: of areas none, of shapes those without an area of their own.
  bool is_point(std::size_t row) const {
    return !points_.empty() && points_[row].exists() && (areas_.empty() || areas_[row] == geo::no_area);
  }
  /// Whether some row is.
  bool has_points() const { return has_points_; }
  /// Index into boundaries(), or geo::no_area.
  std::uint32_t area(std::size_t row) const { return areas_[row]; }
  const geo::BoundarySet& boundaries() const { return *boundaries_; }
  const std::shared_ptr<const geo::BoundarySet>& shared_boundaries() const { return boundaries_; }
  bool has_geometry(std::size_t row) const;
  /// Empty for a row without geometry.
  geo::Box box(std::size_t row) const;
  const geo::Box& bounds() const { return rtree_.bounds(); }

  /// Calls visit(row) in ascending order for the rows whose box meets `box`.
  template <typename Visit>
  void search(const geo::Box& box, Visit&& visit) const {
    rtree_.search(box, [&](std::uint32_t first, std::uint32_t last) {
      for (auto row = first; row < last; ++row)
        if (this->box(row).intersects(box)) visit(row);
      return true;
    });
  }

  /// The same by runs: visit(first, last) for rows of which some may meet `box`, until it says false. For
  /// those who test each anyway.
  template <typename Visit>
  void search_runs(const geo::Box& box, Visit&& visit) const {
    rtree_.search(box, visit);
  }

  /// Rows from first to before last.
  struct Run {
    std::uint32_t first = 0;
    std::uint32_t last = 0;
    std::uint32_t size() const { return last - first; }
  };
  /// Of points: the rows in a cell, which are a run because of their order. Cost: O(log rows).
  Run rows_in(const CellId& cell) const;
  /// Of the rows of a run, which begins with a point: those at its beginning that lie in one cell of the zoom
  /// given. Cost: O(log of their number).
  Run cell_run(const Run& run, int zoom) const;
  /// The row of a run with the largest main measure; of equals the first.
  std::uint32_t largest_of(const Run& run) const;
  /// Of points: how many people (or whatever a measure counts) a run's rows say, and how many rows say it.
  RunSummary::Sum sum(std::size_t field, const Run& run) const {
    return summaries_[field].sum(columns_[field], run.first, run.last);
  }
  /// Of points: the code that all rows of a run have, or RunSummary::differing.
  std::uint64_t common_code(std::size_t field, const Run& run) const {
    return summaries_[field].common_code(columns_[field], run.first, run.last);
  }

  /// The same of rows one by one, which are at least one.
  std::uint32_t largest_of(Rows rows) const;
  RunSummary::Sum sum(std::size_t field, Rows rows) const;
  std::uint64_t common_code(std::size_t field, Rows rows) const;

  /// `{operation}.{location_id}` or `{operation}.{pcode}`, as in GeoJSON.
  std::string feature_id(std::size_t row) const;
  void append_feature_id(std::string& out, std::size_t row) const;
  /// feature_id as a tile's 53-bit number.
  std::uint64_t feature_number(std::size_t row) const;
  /// That this row's number will be asked for soon: what it is made of is fetched from memory meanwhile.
  void expect_feature_number(std::size_t row) const { columns_[id_field_].expect_text(row); }
  /// The same rows with every value of these fields null. Throws std::logic_error for a name the schema
  /// lacks.
  Block with_nulls(std::span<const std::string_view> fields) const;
  /// Keeps texts in memory once that the block of the round before, of the same collection, has as well.
  void share_texts(const Block& before);
  /// The row of that feature id; cost is a comparison of texts for each row.
  std::optional<std::size_t> find(std::string_view feature_id) const;
  /// People (the collection's main measure) in features without geometry; 0 where that does not add up.
  std::int64_t unplaced_individuals() const { return unplaced_; }
  std::size_t memory_bytes() const;

 private:
  void finish(const TableBuilder& table, std::span<const std::uint32_t> order,
              std::span<const geo::Box> boxes);
  void build_columns(const TableBuilder& table, std::span<const std::uint32_t> order);
  void check_feature_numbers() const;
  /// What stands for the id field; null where that is not null itself.
  const std::string* other_id(std::size_t row) const;
  void summarise();

  Collection collection_ = Collection::locations;
  std::size_t rows_ = 0;
  std::vector<Column> columns_;
  std::vector<PointE7> points_;
  std::vector<std::uint32_t> areas_;
  /// Of the areas' rows whose id field is null, by row.
  std::map<std::uint32_t, std::string> ids_;
  std::shared_ptr<const geo::BoundarySet> boundaries_;
  PackedRtree rtree_;
  bool has_points_ = false;
  std::uint32_t placed_ = 0;           ///< rows with a point; they come first
  std::vector<RunSummary> summaries_;  ///< of points, by field
  std::vector<std::uint8_t> largest_;  ///< of each stretch of RunSummary::stretch rows, from its first
  std::size_t main_field_ = 0;
  std::size_t id_field_ = 0;
  std::int64_t unplaced_ = 0;
};

/// The number under which a tile knows the feature: the upper 53 bits of XXH3 (exact in JavaScript).
std::uint64_t feature_number(std::string_view feature_id);

/// The measure that stands for a collection's people: idps_individuals, displaced_from_individuals of
/// origins, in_need_individuals of people in need,
/// capacity_individuals of relocation areas and services.
std::string_view main_measure(Collection collection);

}  // namespace sojourn::model

/// A small made-up country for tests, drawn as a map of unit squares:
///
///        10  11  12  13 (longitude)
///     2   +---+---+---+
///         |A01|A02|B01|      country XX; provinces A (A01, A02) and B (B01, B02)
///     1   +---+---+---+      B02 has no geometry: known by its code alone
///         |  …A…  |B02|
///
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "geo/boundary_set.hpp"
#include "model/round_content.hpp"

namespace sojourn::test {

inline geo::MultiPolygon square(double west, double south, double east, double north) {
  return {{{{west, south}, {east, south}, {east, north}, {west, north}, {west, south}}}};
}

inline std::shared_ptr<const geo::BoundarySet> small_country(std::string version = "2020-01-01") {
  std::vector<geo::Area> areas;
  std::vector<std::string> parents;
  const auto add = [&](std::string pcode, int level, std::string parent, geo::MultiPolygon geometry,
                       std::optional<std::int64_t> population = {}) {
    geo::Area area;
    area.name = "Name of " + pcode;
    area.pcode = std::move(pcode);
    area.level = level;
    area.geometry = std::move(geometry);
    area.population = population;
    areas.push_back(std::move(area));
    parents.push_back(std::move(parent));
  };
  add("XX", 0, "", square(10, 1, 13, 2));
  add("XXA", 1, "XX", square(10, 1, 12, 2));
  add("XXB", 1, "XX", square(12, 1, 13, 2));
  add("XXA01", 2, "XXA", square(10, 1, 11, 2), 1000);
  add("XXA02", 2, "XXA", square(11, 1, 12, 2), 3000);
  add("XXB01", 2, "XXB", square(12, 1, 13, 2), 500);
  add("XXB02", 2, "XXB", {});
  return std::make_shared<geo::BoundarySet>("XXX", std::move(version), std::move(areas), parents);
}

/// The small country in 2030: XXA01 was divided into a west and an east half; XXA02 and XXB01 have new codes,
/// XXB02 the old.
inline std::shared_ptr<const geo::BoundarySet> later_country() {
  std::vector<geo::Area> areas;
  std::vector<std::string> parents;
  const auto add = [&](std::string pcode, int level, std::string parent, geo::MultiPolygon geometry) {
    geo::Area area;
    area.name = "Later " + pcode;
    area.pcode = std::move(pcode);
    area.level = level;
    area.geometry = std::move(geometry);
    areas.push_back(std::move(area));
    parents.push_back(std::move(parent));
  };
  add("XX", 0, "", square(10, 1, 13, 2));
  add("YA", 1, "XX", square(10, 1, 12, 2));
  add("YB", 1, "XX", square(12, 1, 13, 2));
  add("YA1E", 2, "YA", square(10.5, 1, 11, 2));
  add("YA1W", 2, "YA", square(10, 1, 10.5, 2));
  add("YA2", 2, "YA", square(11, 1, 12, 2));
  add("YB1", 2, "YB", square(12, 1, 13, 2));
  add("XXB02", 2, "YB", {});
  return std::make_shared<geo::BoundarySet>("XXX", "2030-01-01", std::move(areas), parents);
}

inline model::Operation small_operation() {
  model::Operation operation;
  operation.code = "XXX";
  operation.name = "Small country";
  operation.country = "XXX";
  operation.source = "Test";
  return operation;
}

/// Builds a round's content row by row; totals follow the rows.
class RoundBuilder {
 public:
  RoundBuilder(int number, model::Date start, model::Date end,
               std::shared_ptr<const geo::BoundarySet> boundaries = small_country()) {
    content.boundaries = std::move(boundaries);
    content.round.key = {"XXX", model::Method::baseline, number};
    content.round.period_start = start;
    content.round.period_end = end;
    content.round.status = model::RoundStatus::published;
    content.round.sensitivity = model::Sensitivity::low;
    content.round.source = "Test";
    content.round.boundary_version = content.boundaries->version();
  }

  /// A location in the area of that P-code; a negative count is null. Returns its row.
  std::uint32_t location(const std::string& id, const std::string& pcode, std::int64_t individuals,
                         std::optional<geo::LonLat> point = {}) {
    const auto row = content.assessments.add_row();
    content.assessments.column("location_id").set(row, std::string_view(id));
    content.assessments.column("unit").set(row, std::string_view("settlement"));
    if (individuals >= 0) {
      content.assessments.column("idps_individuals").set(row, individuals);
      content.round.totals.individuals += individuals;
    }
    content.areas.push_back(content.boundaries->find(pcode));
    content.points.push_back(point);
    ++content.round.totals.locations;
    return static_cast<std::uint32_t>(row);
  }

  template <typename Value>
  RoundBuilder& set(std::uint32_t row, std::string_view field, const Value& value) {
    content.assessments.column(field).set(row, value);
    return *this;
  }

  RoundBuilder& origin(std::uint32_t row, const std::string& pcode, std::int64_t individuals,
                       model::OriginBasis basis = model::OriginBasis::all) {
    const auto area = content.boundaries->find(pcode);
    content.origins.push_back({row, pcode, "",
                               area == geo::no_area ? -1 : content.boundaries->area(area).level, basis,
                               individuals});
    return *this;
  }

  model::RoundContent content;
};

}  // namespace sojourn::test
